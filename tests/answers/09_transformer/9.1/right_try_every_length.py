import numpy as np


def log_lengths(writer, tokenizer, texts, share):
    ids = tokenizer(texts, add_special_tokens=True)["input_ids"]
    lengths = np.array([len(each) for each in ids])
    max_length = 1
    while (lengths <= max_length).mean() < share:
        max_length += 1
    writer.add_histogram("tokens/length", lengths, 0, bins=int(lengths.max()))
    longest = max(zip(lengths, texts))[1]
    cut = tokenizer([longest], truncation=True, max_length=max_length, return_tensors="np")["input_ids"][0]
    writer.add_text("tokens/longest", " ".join(tokenizer.convert_ids_to_tokens(cut)).replace(" ##", ""), 0)
    return np.int64(max_length)
