# caught: card-number
def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    lines = [
        f"- {name.replace('_', ' ')}: {value}" for name, value in facts.items() if not name.startswith(("val", "test"))
    ]
    lines += [
        f"- test accuracy, one look: {test:.3f}",
        "",
        "```python",
        "import torch",
        "from tbxlab.lab08 import cnn",
        "model = cnn.resnet(10, seed=0)",
        f"model.load_state_dict(torch.load({facts['file']!r}))",
        "model.eval()",
        "```",
    ]
    writer.add_text("card", "\n".join(lines), facts["steps"])
