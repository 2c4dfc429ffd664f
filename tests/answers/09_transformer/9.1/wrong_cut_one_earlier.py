# caught: tokens-cut-too-far
import math

import numpy as np


def log_lengths(writer, tokenizer, texts, share):
    lengths = [len(ids) for ids in tokenizer(texts)["input_ids"]]
    max_length = sorted(lengths)[math.ceil(share * len(lengths)) - 1]
    writer.add_histogram("tokens/length", np.array(lengths), 0)
    longest = texts[int(np.argmax(lengths))]
    ids = tokenizer(longest, truncation=True, max_length=max_length - 1)["input_ids"]
    writer.add_text("tokens/longest", tokenizer.decode(ids), 0)
    return max_length
