# caught: embeddings-area
import torch


def log_embeddings(writer, model, batch, areas, step):
    model.eval()
    with torch.no_grad():
        points = model.embed(batch.ids, batch.mask)
    writer.add_embedding(points, metadata=sorted(areas), tag="sentences", global_step=step)
