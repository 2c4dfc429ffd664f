# caught: rare-too-good
rare = {"logits": "q", "eights": 24, "better": "q", "threshold": 0.21}
