# caught: attention-size
import torch
from matplotlib.figure import Figure


def log_attention(writer, encoder, ids, mask, layer, head, step):
    with torch.no_grad():
        weights = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions[layer][0, head]
    figure = Figure(figsize=(3.1, 3))
    figure.add_subplot().imshow(weights)
    writer.add_figure(f"attention/{layer}-{head}", figure, step)
