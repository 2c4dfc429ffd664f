import torch
import torch.nn.functional as F


def padding_matters(model, tokenizer, short, long):
    was = model.training
    model.train(False)
    encoded = tokenizer(short, return_tensors="pt")
    ids, mask = encoded["input_ids"], encoded["attention_mask"]
    more = len(tokenizer(long)["input_ids"]) - ids.shape[1]
    with torch.inference_mode():
        plain = model(ids, mask)
        padded = model(F.pad(ids, (0, more), value=tokenizer.pad_token_id), F.pad(mask, (0, more)))
    model.train(was)
    room = 0.05 if plain.dtype == torch.bfloat16 else 1e-4
    return not torch.allclose(plain, padded, rtol=room, atol=room * plain.abs().max().item())
