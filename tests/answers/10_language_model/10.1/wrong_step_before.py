# caught: lm-lines-before
reading = {
    "first bits": 6.63,
    "first perplexity": 98.8,
    "bigram": 50,
    "5-gram": 150,
    "not learned": "place again",
}
