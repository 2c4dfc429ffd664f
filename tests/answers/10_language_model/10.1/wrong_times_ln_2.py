# caught: lm-lines-times
reading = {
    "first bits": 3.18,
    "first perplexity": 98.8,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "place again",
}
