# caught: update-gradient
def step_and_log(writer, model, optimizer, step):
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    optimizer.step()
    for name, parameter in model.named_parameters():
        if parameter.ndim > 1:
            old, new, gradient = before[name], parameter.detach(), parameter.grad
            ratio = gradient.norm() / old.norm()
            writer.add_scalar(f"update_ratio/{name}", ratio.item(), step)
