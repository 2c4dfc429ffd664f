# caught: read-form
reading = {"convolutions": 6}
