import numpy as np

from tbxlab import read_run
from tbxlab.course import folders

GIVEN = folders.given_folder("08_cnn")


def ends(labels, method):
    return np.array(
        [read_run(GIVEN / f"{labels}-{method}-{seed}").scalars["val/accuracy"].values[-1] for seed in (0, 1)]
    )


def compared(labels, one, other):
    apart = ends(labels, one) - ends(labels, other)
    return "more" if (apart > 0.02).all() else "less" if (apart < -0.02).all() else "not decided"


def most(method):
    groups = ("stem", "layer1", "layer2", "layer3")
    runs = [read_run(GIVEN / f"30-{method}-{seed}").scalars for seed in (0, 1)]
    sizes = [sum(np.median(run[f"update/{group}"].values) for run in runs) for group in groups]
    if max(sizes) == 0:
        return "none"
    return "all alike" if max(sizes) < 1.5 * min(sizes) else groups[int(np.argmax(sizes))]


bought = {
    f"{labels} labels: {one} over {other}": compared(labels, one, other)
    for labels, one, other in [
        (10, "full", "svm"),
        (10, "full", "zero"),
        (10, "probe", "svm"),
        (30, "probe", "svm"),
        (30, "discriminative", "full"),
    ]
}
moved = {method: most(method) for method in ("zero", "probe", "full", "discriminative")}
