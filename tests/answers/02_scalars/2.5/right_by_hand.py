from torch.nn.functional import cross_entropy
from torch.nn.utils import clip_grad_norm_, get_total_norm


def gradient_norm(model):
    return get_total_norm([p.grad for p in model.parameters() if p.grad is not None])


def train_step(writer, model, optimizer, scheduler, X, y, step):
    loss = cross_entropy(model(X), y)
    optimizer.zero_grad()
    loss.backward()
    norm = sum((p.grad**2).sum() for p in model.parameters()) ** 0.5
    rate = optimizer.param_groups[0]["lr"]
    for p in model.parameters():
        p.grad *= min(1, 1 / norm.item())
    optimizer.step()
    scheduler.step()
    for tag, value in {"loss": loss, "gradient_norm": norm, "learning_rate": rate}.items():
        writer.add_scalar(f"train/{tag}", float(value), step)
