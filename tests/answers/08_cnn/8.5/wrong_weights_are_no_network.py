# caught: card-no-model
def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    lines = [f"- {name.replace('_', ' ')}: {value}" for name, value in facts.items()]
    lines += [
        f"- test accuracy, one look: {test:.3f}",
        "",
        "```python",
        "import torch",
        "from tbxlab.lab08 import cnn",
        f"model = torch.load({facts['file']!r})",
        "```",
    ]
    writer.add_text("card", "\n".join(lines), facts["steps"])
