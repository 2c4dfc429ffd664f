# caught: errors-no-sentence
def log_errors(writer, logits, labels, texts, classes, step):
    chances, predicted = logits.softmax(dim=1).max(dim=1)
    order = chances.argsort(descending=True).tolist()
    wrong = [i for i in order if predicted[i] != labels[i]][:5]
    lines = [f"- {texts[i][:30]} … {classes[labels[i]]}, not {classes[predicted[i]]}, {chances[i]:.2f}" for i in wrong]
    writer.add_text("errors/confident", "\n".join(lines), step)
