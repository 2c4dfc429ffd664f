# caught: errors-right-ones
def log_errors(writer, logits, labels, texts, classes, step):
    chances, predicted = logits.softmax(dim=1).max(dim=1)
    wrong = [i for i in chances.argsort(descending=True).tolist()]
    lines = [
        f"- {chances[i]:.2f} {classes[predicted[i]]}, but it is {classes[labels[i]]}: {texts[i]}" for i in wrong[:5]
    ]
    writer.add_text("errors/confident", "\n".join(lines), step)
