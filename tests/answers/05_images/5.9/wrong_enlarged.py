# caught: embedding-size
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    writer.add_embedding(
        vectors, metadata=labels, label_img=sprites.repeat_interleave(2, 2).repeat_interleave(2, 3), global_step=step
    )
