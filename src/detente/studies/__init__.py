"""One question asked of many cases that steps made: what changed between two, over time, over the ranges, over what-ifs."""
