import json


def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    lines = [
        "# Run card",
        "",
        "```json",
        json.dumps({**facts, "test_accuracy": test}, indent=1),
        "```",
        "",
        "Then:",
        "",
    ]
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
