"""A learner's own notebooks: copies of the labs in ``work/``, brought up to date, and what was predicted in them."""
