def log_errors(writer, logits, labels, texts, classes, step):
    chances, predicted = logits.softmax(dim=1).max(dim=1)
    order = chances.argsort(descending=True).tolist()
    wrong = [i for i in order if predicted[i] != labels[i]][:5]
    lines = [
        f"{chances[i]:.2f}: predicted {classes[predicted[i]]}, it is {classes[labels[i]]}: {texts[i]}" for i in wrong
    ]
    writer.add_text("errors/confident", "<br>".join(lines), step)
