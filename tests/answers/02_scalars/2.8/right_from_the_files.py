from tbxlab import given_run, read_run

a = read_run(given_run("02_scalars/a")).scalars
turn = a["val/loss"].steps[a["val/loss"].values.argmin()]
ends = {s: [read_run(given_run(f"02_scalars/{s}-{i}")).scalars["val/loss"].values[-1] for i in (0, 2)] for s in "bc"}
reading = {
    "overfitting": [turn - 100, turn + 100],
    "spike": a["train/loss"].steps[a["train/loss"].values.argmax()],
    "better": "b" if max(ends["b"]) < min(ends["c"]) else "c" if max(ends["c"]) < min(ends["b"]) else "no telling",
}
