import torch


def log_embeddings(writer, model, batch, areas, step):
    model.eval()
    with torch.no_grad():
        points = [
            model.embed(i[None, : m.sum()], m[None, : m.sum()])[0] for i, m in zip(batch.ids, batch.mask, strict=True)
        ]
    writer.add_embedding(torch.stack(points).numpy(), metadata=tuple(areas), tag="sentences", global_step=step)
