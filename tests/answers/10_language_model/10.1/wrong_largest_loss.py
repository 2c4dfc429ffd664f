# caught: lm-lines-not-learned
reading = {
    "first bits": 6.63,
    "first perplexity": 98.8,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "thing choice",
}
