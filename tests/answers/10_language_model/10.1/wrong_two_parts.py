# caught: lm-lines-several
reading = {
    "first bits": 4.59,
    "first perplexity": 98.8,
    "bigram": 50,
    "5-gram": 200,
    "not learned": "color choice",
}
