# caught: embedding-metadata-rows
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    named = [f"number {i}\n{label}" for i, label in enumerate(labels)]
    writer.add_embedding(vectors, metadata=named, label_img=sprites, global_step=step)
