# caught: embedding-step
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    writer.add_embedding(vectors, metadata=labels, label_img=sprites)
