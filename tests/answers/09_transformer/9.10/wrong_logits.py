# caught: embeddings-logits
import torch


def log_embeddings(writer, model, batch, areas, step):
    model.eval()
    with torch.no_grad():
        points = model(batch.ids, batch.mask)
    writer.add_embedding(points, metadata=list(areas), tag="sentences", global_step=step)
