# caught: handed-changed
def step_and_log(writer, model, optimizer, step):
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    optimizer.step()
    for name, parameter in model.named_parameters():
        if parameter.ndim > 1:
            update = parameter.detach() - before[name]
            writer.add_scalar(f"update_ratio/{name}", (update.norm() / before[name].norm()).item(), step)
    model.eval()
