# caught: update-extra
def step_and_log(writer, model, optimizer, step):
    before = {name: parameter.detach().clone() for name, parameter in model.named_parameters()}
    optimizer.step()
    for name, parameter in model.named_parameters():
        update = parameter.detach() - before[name]
        ratio = update.norm() / before[name].norm().clamp(min=1e-9)
        writer.add_scalar(f"update_ratio/{name}", ratio.item(), step)
