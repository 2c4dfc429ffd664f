"""What chapter and lab 09 fine-tune: a small transformer on sentences of real documentation."""
