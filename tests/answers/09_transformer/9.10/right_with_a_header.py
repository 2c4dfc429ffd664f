def log_embeddings(writer, model, batch, areas, step):
    training = model.training
    points = model.eval().embed(batch.ids, batch.mask).detach().numpy()
    model.train(training)
    rows = [[area, str(i)] for i, area in enumerate(areas)]
    writer.add_embedding(points, rows, tag="sentences", global_step=step, metadata_header=["area", "number"])
