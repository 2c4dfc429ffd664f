# caught: rare-eights
rare = {"logits": "q", "eights": 933, "better": "p", "threshold": 0.21}
