import numpy as np


def step_and_log(writer, model, optimizer, step):
    matrices = {name: weights for name, weights in model.named_parameters() if weights.dim() == 2}
    old = {name: weights.detach().numpy().copy() for name, weights in matrices.items()}
    optimizer.step()
    for name, weights in matrices.items():
        moved = np.linalg.norm(weights.detach().numpy() - old[name])
        writer.add_scalar(f"update_ratio/{name}", moved / np.linalg.norm(old[name]), step)
