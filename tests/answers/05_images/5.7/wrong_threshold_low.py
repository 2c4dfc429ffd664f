# caught: rare-threshold-precision
rare = {"logits": "q", "eights": 24, "better": "p", "threshold": 0.05}
