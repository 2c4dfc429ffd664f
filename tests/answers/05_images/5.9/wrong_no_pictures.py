# caught: embedding-no-pictures
def log_embedding(writer, vectors, labels, pictures, step):
    writer.add_embedding(vectors, metadata=labels, label_img=None, global_step=step)
