"""One module per printed form."""
