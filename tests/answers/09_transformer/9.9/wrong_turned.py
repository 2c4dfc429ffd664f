# caught: attention-turned
import torch


def log_attention(writer, encoder, ids, mask, layer, head, step):
    with torch.no_grad():
        weights = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions[layer][0, head].T
    writer.add_image(f"attention/{layer}-{head}", weights / weights.max(), step, dataformats="HW")
