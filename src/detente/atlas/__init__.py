"""The shapes of countries as of 2007: data that maps are drawn with and that areas are reckoned in."""
