# caught: card-unnamed
def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    rows = [f"| {'accuracy' if name == 'validation_accuracy' else name} | {value} |" for name, value in facts.items()]
    lines = ["| what | value |", "| --- | --- |", *rows, f"| test accuracy | {test:.3f} |", ""]
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
