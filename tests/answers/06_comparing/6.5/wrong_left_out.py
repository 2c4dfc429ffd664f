# caught: search-form
reading = {"mattered": "rate", "as_good": 5}
