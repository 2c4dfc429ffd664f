# caught: errors-more-names
def log_errors(writer, logits, labels, texts, classes, step):
    chances, predicted = logits.softmax(dim=1).max(dim=1)
    order = chances.argsort(descending=True).tolist()
    wrong = [i for i in order if predicted[i] != labels[i]][:5]
    lines = [
        f"- {texts[i]} {dict(zip(classes, [round(p, 2) for p in logits[i].softmax(dim=0).tolist()], strict=True))}"
        for i in wrong
    ]
    writer.add_text("errors/confident", "\n".join(lines), step)
