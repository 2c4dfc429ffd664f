# caught: embedding-none
def log_embedding(writer, vectors, labels, pictures, step):
    writer.add_histogram("vectors", vectors, step)
