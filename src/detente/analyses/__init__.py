"""One module per question about one case. None imports another; what they share is in the private modules."""
