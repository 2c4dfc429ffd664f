# caught: lm-lines-unit
reading = {
    "first bits": 6.63,
    "first perplexity": 30000,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "place again",
}
