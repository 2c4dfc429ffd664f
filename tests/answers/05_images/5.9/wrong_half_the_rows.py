# caught: embedding-rows
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    writer.add_embedding(vectors[::2], metadata=labels[::2], label_img=sprites[::2], global_step=step)
