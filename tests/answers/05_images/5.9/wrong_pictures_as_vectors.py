# caught: embedding-rows
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    writer.add_embedding(sprites.flatten(1), metadata=labels, label_img=sprites, global_step=step)
