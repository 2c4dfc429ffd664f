# caught: embeddings-vectors
import torch


def log_embeddings(writer, model, batch, areas, step):
    model.eval()
    with torch.no_grad():
        points = model.embed(batch.ids, torch.ones_like(batch.mask))
    writer.add_embedding(points, metadata=list(areas), tag="sentences", global_step=step)
