import numpy as np
import torch


def log_errors(writer, logits, labels, texts, classes, step):
    chances = torch.softmax(logits, dim=-1).numpy()
    predicted = chances.argmax(axis=1)
    errors = np.flatnonzero(predicted != labels.numpy())
    errors = errors[np.argsort(-chances[errors, predicted[errors]])][:5]
    rows = [f"| {texts[i]} | {classes[labels[i]]} | {classes[predicted[i]]} | {chances[i].max():.1%} |" for i in errors]
    writer.add_text("errors/confident", "\n".join(["| text | area | predicted | chance |", "|-|-|-|-|", *rows]), step)
