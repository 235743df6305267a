"""Records shown: as text, as JSON, as one self-contained page. Nothing here knows any analysis."""
