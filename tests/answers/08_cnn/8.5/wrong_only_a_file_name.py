# caught: card-no-block
def log_card(writer, facts, test_accuracy):
    test = test_accuracy()
    lines = [f"- {name.replace('_', ' ')}: {value}" for name, value in facts.items()]
    lines += [f"- test accuracy, one look: {test:.3f}"]
    writer.add_text("card", "\n".join(lines), facts["steps"])
