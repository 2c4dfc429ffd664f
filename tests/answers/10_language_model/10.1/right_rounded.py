reading = {
    "first bits": 6.6,
    "first perplexity": 99,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "place again",
}
