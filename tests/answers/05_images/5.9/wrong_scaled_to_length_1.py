# caught: embedding-vectors
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    sprites = torch.from_numpy(pictures).float()[:, None] / 255
    unit = torch.nn.functional.normalize(vectors)
    writer.add_embedding(unit, metadata=labels, label_img=sprites, global_step=step)
