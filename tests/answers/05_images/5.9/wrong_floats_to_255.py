# caught: embedding-white
import torch


def log_embedding(writer, vectors, labels, pictures, step):
    writer.add_embedding(
        vectors, metadata=labels, label_img=torch.from_numpy(pictures).float()[:, None], global_step=step
    )
