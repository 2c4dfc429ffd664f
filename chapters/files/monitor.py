"""A training loop: logs ten scalars and one image, and says what looks wrong."""

import math
import os
from collections import defaultdict
from statistics import median
from time import perf_counter

import torch
from tensorboardX import SummaryWriter

MAIN = os.environ.get("RANK", "0") == "0"  # of several processes, one writes


# fmt: off
def fit(model, loss_of, optimizer, loader, val_loader, folder, epochs, *,
        scheduler=None, clip=math.inf, accumulate=1, half=False, every=10):
    # fmt: on
    """Train on batches (x, y); return what looks wrong as {alarm: first step}."""
    device = next(model.parameters()).device
    layers = [p for p in model.parameters() if p.requires_grad and p.ndim > 1]
    scaler = torch.amp.GradScaler(device.type, enabled=half)
    writer = SummaryWriter(folder, write_to_disk=MAIN)
    log, alarms, losses = defaultdict(list), {}, []
    step = batches = examples = waited = 0
    last = perf_counter()

    def add(tag, value):
        log[tag].append(value)
        writer.add_scalar(tag, value, step)

    for epoch in range(epochs + 1):
        paused = perf_counter()
        loss, accuracy = evaluate(model, loss_of, val_loader)  # also before step 0
        add("val/loss", loss)
        add("val/accuracy", accuracy)
        add("val/lowest", min(log["val/loss"]))
        if MAIN and loss == log["val/lowest"][-1]:
            torch.save((step, model.state_dict()), f"{folder}/best.pt")
        model.train()
        asked = perf_counter()
        last += asked - paused  # validation isn't part of a step
        for x, y in loader if epoch < epochs else ():
            waited += perf_counter() - asked
            if batches == 0 and x.ndim == 4:  # look once at what the model gets
                low, high = x[:16].min(), x[:16].max()
                writer.add_images("train/input", (x[:16] - low) / (high - low), 0)
            with torch.autocast(device.type, enabled=half):
                loss = loss_of(model(x.to(device)), y.to(device))
            scaler.scale(loss / accumulate).backward()
            losses.append(loss.detach())  # .item() here would wait for the GPU
            batches, examples = batches + 1, examples + len(y)
            if batches % accumulate == 0:
                shown, rate = step % every == 0, optimizer.param_groups[0]["lr"]
                old = [p.detach().clone() for p in layers if shown]
                scaler.unscale_(optimizer)  # or the norm is that of scaled numbers
                norm = torch.nn.utils.clip_grad_norm_(model.parameters(), clip)
                scaler.step(optimizer)
                scaler.update()
                optimizer.zero_grad()
                if scheduler:
                    scheduler.step()
                if shown:
                    pairs = zip(layers, old, strict=True)
                    moved = [(p - o).norm() / (o.norm() + 1e-8) for p, o in pairs]
                    spent = perf_counter() - last
                    add("train/loss", torch.stack(losses).mean().item())
                    add("train/learning_rate", rate)
                    add("train/gradient_norm", norm.item())
                    add("train/update_ratio", torch.stack(moved).median().item())
                    add("train/examples", examples)
                    add("time/step", spent / (every if step else 1))
                    add("time/data_share", waited / spent)
                    losses, waited, last = [], 0, perf_counter()
                    for alarm in looks_wrong(log):
                        if alarms.setdefault(alarm, step) == step:
                            print(f"step {step}: {alarm}")
                step += 1
            asked = perf_counter()
    writer.close()
    return alarms


@torch.no_grad()
def evaluate(model, loss_of, loader):
    """Return the mean loss and the accuracy over all examples."""
    model.eval()
    device, loss, right, n = next(model.parameters()).device, 0, 0, 0
    for x, y in loader:
        output, y = model(x.to(device)), y.to(device)
        loss, n = loss + loss_of(output, y) * len(y), n + len(y)
        right += (output.argmax(dim=1) == y).sum()
    return float(loss / n), float(right / n)


def looks_wrong(log):
    """Name what looks wrong; the limits are relative to the run itself."""
    train, val, start = log["train/loss"][-3:], log["val/loss"], log["val/loss"][0]
    if not all(map(math.isfinite, train + val[-1:])):
        yield "a loss is not a finite number"
    if len(train) == 3 and min(train) > 1.2 * start:
        yield "train/loss stays 20 % above the loss before training"
    if len(val) > 3 and min(val[-3:]) > 1.2 * min(val):
        yield "val/loss stays 20 % above its minimum"
    if len(log["time/step"]) >= 20:
        if median(log["time/data_share"]) > 0.5:
            yield "more than half of the time is spent waiting for data"
        if not 1e-4 < median(log["train/update_ratio"]) < 0.1:
            yield "updates change the weights by less than 0.01 % or more than 10 %"
