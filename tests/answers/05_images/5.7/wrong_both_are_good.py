# caught: rare-no-run
rare = {"logits": "q", "eights": 24, "better": "p and r", "threshold": 0.21}
