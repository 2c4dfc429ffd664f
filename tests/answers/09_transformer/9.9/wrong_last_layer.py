# caught: attention-other
def log_attention(writer, encoder, ids, mask, layer, head, step):
    maps = encoder(input_ids=ids, attention_mask=mask, output_attentions=True).attentions
    weights = maps[-1][0, head].detach()
    writer.add_image(f"attention/{layer}-{head}", weights / weights.max(), step, dataformats="HW")
