# caught: embedding-labels
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    order = torch.randperm(len(vectors), generator=torch.Generator().manual_seed(1))
    writer.add_embedding(vectors[order], metadata=labels, label_img=sprites, global_step=step)
