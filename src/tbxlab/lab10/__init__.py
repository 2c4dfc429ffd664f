"""What chapter and lab 10 train: a language model on made-up stories, whose best possible loss is known."""
