def log_card(writer, facts, test_accuracy):
    facts = {**facts, "test accuracy": test_accuracy()}
    block = "\n".join(
        [
            "```py",
            "import torch",
            "import tbxlab.lab08.cnn as cnn",
            "model = cnn.resnet(10, 0)",
            f"model.load_state_dict(torch.load({facts.pop('file')!r}))",
            "model = model.eval()",
            "```",
        ]
    )
    rows = [facts, ["---"] * len(facts), facts.values()]
    table = "\n".join("| " + " | ".join(str(cell) for cell in row) + " |" for row in rows)
    writer.add_text("card", table + "\n\n" + block, facts["steps"])
