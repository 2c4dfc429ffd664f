# caught: embeddings-first-token
import torch


def log_embeddings(writer, model, batch, areas, step):
    model.eval()
    with torch.no_grad():
        points = model.encoder(input_ids=batch.ids, attention_mask=batch.mask).last_hidden_state[:, 0]
    writer.add_embedding(points, metadata=list(areas), tag="sentences", global_step=step)
