def log_lengths(writer, tokenizer, texts, share):
    mask = tokenizer(texts, padding=True, return_tensors="pt")["attention_mask"]
    lengths = mask.sum(dim=1)
    candidates = lengths.unique()
    max_length = next(n for n in candidates if (lengths <= n).double().mean() >= share)
    writer.add_histogram("tokens/length", lengths, global_step=0, bins=20)
    ids = tokenizer.encode(max(texts, key=len))
    ids = ids[: int(max_length) - 1] + [tokenizer.sep_token_id]
    writer.add_text("tokens/longest", f"```\n{tokenizer.decode(ids)}\n```")
    return max_length
