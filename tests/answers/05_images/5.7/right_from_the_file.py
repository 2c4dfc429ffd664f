import numpy as np

from tbxlab import given_run, read_run

curve = read_run(given_run("05_images/p")).pr_curves["val/eights"]
enough = np.flatnonzero(curve.recall[-1] >= 0.9)
best = enough[curve.precision[-1][enough].argmax()]
rare = {"logits": "q", "eights": curve.positives[-1], "better": "p", "threshold": curve.thresholds[best]}
