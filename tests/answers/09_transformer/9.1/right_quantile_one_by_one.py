import numpy as np


def log_lengths(writer, tokenizer, texts, share):
    lengths = []
    for text in texts:
        lengths.append(len(tokenizer.encode(text)))
    max_length = int(np.quantile(lengths, share, method="inverted_cdf"))
    writer.add_histogram("tokens/length", lengths, 0)
    cut = tokenizer.encode(max(texts, key=lambda text: len(tokenizer.encode(text))))
    cut = cut[: max_length - 1] + cut[-1:]
    writer.add_text("tokens/longest", f"`{tokenizer.decode(cut)}`", 0)
    return max_length
