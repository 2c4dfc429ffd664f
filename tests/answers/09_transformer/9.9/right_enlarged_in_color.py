import numpy as np


def log_attention(writer, encoder, ids, mask, layer, head, step):
    outputs = encoder(ids, attention_mask=mask, output_attentions=True, return_dict=True)
    weights = outputs.attentions[layer][0, head].detach().numpy()
    large = np.kron(weights, np.ones((16, 16)))
    writer.add_image(f"attention/{layer}-{head}", np.stack([large] * 3), global_step=step)
