# caught: rare-no-run
rare = {"logits": "given/05_images/q", "eights": 24, "better": "p", "threshold": 0.21}
