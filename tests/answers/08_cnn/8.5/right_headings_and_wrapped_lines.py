def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    lines = [
        "## Data",
        f"{facts['data']}: {facts['training_pictures']} pictures to learn from, {facts['validation_pictures']} to",
        f"validate, {facts['test_pictures']} to test.",
        "",
        "## Seed",
        f"{facts['seed']}",
        "",
        "## Training",
        f"SGD for {facts['steps']} iterations at a learning",
        f"rate of {facts['rate']:.3e}.",
        "",
        "## Results",
        "| | accuracy |",
        "| --- | --- |",
        f"| support-vector machine | {facts['baseline']:.1%} |",
        f"| val | {facts['validation_accuracy']:.1%} |",
        f"| test | {test:.1%} |",
        "",
    ]
    lines += [
        "```python",
        "import torch",
        "from tbxlab.lab08 import cnn",
        "model = cnn.resnet(10, seed=0)",
        f"model.load_state_dict(torch.load({facts['file']!r}))",
        "```",
        "",
        "Ready to answer:",
        "",
        "```python",
        "model.eval()",
        "```",
    ]
    writer.add_text("card", "\n".join(lines), facts["steps"])
