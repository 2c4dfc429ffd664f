"""Small data and networks that several labs train."""
