# caught: card-other-weights
def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    lines = [f"- {name.replace('_', ' ')}: {value}" for name, value in facts.items()]
    lines += [
        f"- test accuracy: {test:.3f}",
        "",
        "```python",
        "from torch import nn",
        "model = nn.Sequential(nn.Flatten(), nn.Linear(256, 10))",
        "```",
    ]
    writer.add_text("card", "\n".join(lines), facts["steps"])
