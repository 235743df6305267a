"""Mathematics on arrays and graphs, a module per mathematical object; knows no case, no names, no files."""
