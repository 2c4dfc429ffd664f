import torch


def log_embedding(writer, vectors, labels, pictures, step):
    order = sorted(range(len(labels)), key=lambda i: labels[i])
    sprites = torch.from_numpy(pictures[order]).float()[:, None] / 255
    writer.add_embedding(vectors[order], metadata=[labels[i] for i in order], label_img=sprites, global_step=step)
