# caught: card-unnamed
def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    facts = {**facts, "training_pictures": facts["test_pictures"], "test_pictures": facts["training_pictures"]}
    lines = [f"- {name.replace('_', ' ')}: {value}" for name, value in facts.items()]
    lines += [f"- test accuracy, one look: {test:.3f}", ""]
    lines += [
        "```python",
        "import torch",
        "from tbxlab.lab08 import cnn",
        "model = cnn.resnet(10, seed=0)",
        f"model.load_state_dict(torch.load({facts['file']!r}))",
        "model.eval()",
        "```",
    ]
    writer.add_text("card", "\n".join(lines), facts["steps"])
