import torch


def log_attention(writer, encoder, ids, mask, layer, head, step):
    with torch.no_grad():
        weights = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions[layer][0, head]
    shades = (255 * (weights - weights.min()) / (weights.max() - weights.min())).round().to(torch.uint8)
    writer.add_images(f"attention/{layer}-{head}", shades[None, None], step)
