# caught: attention-steps
def log_attention(writer, encoder, ids, mask, layer, head, step):
    maps = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions
    weights = maps[1][0, 2].detach()
    writer.add_image("attention/1-2", weights / weights.max(), 30, dataformats="HW")
