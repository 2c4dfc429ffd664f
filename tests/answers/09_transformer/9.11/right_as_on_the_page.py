def log_errors(writer, logits, labels, texts, classes, step):
    chances, predicted = logits.softmax(dim=1).max(dim=1)
    order = chances.argsort(descending=True).tolist()
    rows = [
        f"| {chances[i]:.2f} | {classes[predicted[i]]} | {classes[labels[i]]} | {texts[i]} |"
        for i in order
        if predicted[i] != labels[i]
    ][:5]
    writer.add_text("errors/confident", "\n".join(["| p | said | true | sentence |", "|---|---|---|---|", *rows]), step)
