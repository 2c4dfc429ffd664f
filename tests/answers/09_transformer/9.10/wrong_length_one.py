# caught: embeddings-vectors
import torch


def log_embeddings(writer, model, batch, areas, step):
    model.eval()
    with torch.no_grad():
        points = torch.nn.functional.normalize(model.embed(batch.ids, batch.mask))
    writer.add_embedding(points, metadata=areas, tag="sentences", global_step=step)
