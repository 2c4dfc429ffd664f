def log_embedding(writer, vectors, labels, pictures, step):
    rows = [[str(i), label] for i, label in enumerate(labels)]
    sprites = (pictures / 255.0)[:, None].repeat(3, axis=1)
    writer.add_embedding(
        vectors.numpy(),
        metadata=rows,
        metadata_header=["number", "label"],
        label_img=sprites,
        tag="digits",
        global_step=step,
    )
