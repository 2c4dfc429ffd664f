# caught: embeddings-vectors
import torch


def log_embeddings(writer, model, batch, areas, step):
    model.train()
    with torch.no_grad():
        points = model.embed(batch.ids, batch.mask)
    writer.add_embedding(points, metadata=list(areas), tag="sentences", global_step=step)
