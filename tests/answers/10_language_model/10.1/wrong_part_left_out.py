# caught: lm-lines-form
reading = {"first bits": 6.63, "first perplexity": 98.8}
