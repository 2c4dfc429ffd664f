# caught: rare-threshold-recall
rare = {"logits": "q", "eights": 24, "better": "p", "threshold": 0.5}
