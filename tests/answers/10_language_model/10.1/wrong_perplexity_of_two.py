# caught: lm-lines-base
reading = {
    "first bits": 6.63,
    "first perplexity": 24.1,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "place again",
}
