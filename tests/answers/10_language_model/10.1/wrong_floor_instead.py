# caught: lm-lines-step
reading = {
    "first bits": 6.63,
    "first perplexity": 98.8,
    "bigram": 50,
    "5-gram": 1000,
    "not learned": "place again",
}
