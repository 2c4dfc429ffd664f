"""What a check is, and how a notebook is judged by what it logged."""
