"""Embeddings: vectors, labels and pictures from the projector's files."""

import numpy as np
import pytest

from tbxlab import events

N = 10
RNG = np.random.default_rng(0)
VECTORS = RNG.normal(size=(N, 3))
PICTURES = RNG.integers(0, 256, (N, 3, 4, 4)) / 255


def tensorboardx(folder):
    return pytest.importorskip("tensorboardX").SummaryWriter(str(folder))


def torch(folder):
    return pytest.importorskip("torch.utils.tensorboard").SummaryWriter(str(folder))


WRITERS = pytest.mark.parametrize("writer_on", [tensorboardx, torch])


def tensor(array):
    return pytest.importorskip("torch").tensor(array)


@WRITERS
def test_vectors_labels_and_pictures_come_back(writer_on, tmp_path):
    writer = writer_on(tmp_path)
    labels = [f"digit {i}" for i in range(N)]
    writer.add_embedding(tensor(VECTORS), metadata=labels, label_img=tensor(PICTURES), global_step=3, tag="last layer")
    writer.close()

    (found,) = events.read_embeddings(tmp_path).values()

    assert (found.name, found.tag, found.step) == ("last layer:00003", "last layer", 3)
    assert (found.vectors.dtype, found.vectors.shape) == (np.float64, (N, 3))
    np.testing.assert_allclose(found.vectors, VECTORS, rtol=1e-12)
    assert found.metadata == [{"label": label} for label in labels]
    assert found.sprite_size == (4, 4)
    assert found.sprite.shape == (16, 16, 3)
    for i in range(N):
        np.testing.assert_allclose(found.picture(i).transpose(2, 0, 1) / 255, PICTURES[i], atol=1.01 / 255)
    assert repr(found) == "<Embedding 'last layer:00003' with metadata and sprite>"


@WRITERS
def test_several_columns_are_named_by_the_header(writer_on, tmp_path):
    writer = writer_on(tmp_path)
    rows = [[f"{i}", "even" if i % 2 == 0 else ""] for i in range(N)]
    writer.add_embedding(tensor(VECTORS), metadata=rows, metadata_header=["number", "kind"])
    writer.add_embedding(tensor(VECTORS * 2), global_step=1)
    writer.close()

    found = events.read_embeddings(tmp_path)

    assert list(found) == ["default:00000", "default:00001"] or writer_on is torch
    with_rows, bare = found.values()
    assert with_rows.metadata == [{"number": number, "kind": kind} for number, kind in rows]
    assert (bare.metadata, bare.sprite, bare.sprite_size) == (None, None, None)
    np.testing.assert_allclose(bare.vectors, VECTORS * 2, rtol=1e-12)
    with pytest.raises(events.BrokenEmbedding, match="has no pictures"):
        bare.picture(0)


def test_an_empty_label_moves_all_that_follow_as_in_the_projector(tmp_path):
    writer = tensorboardx(tmp_path)
    writer.add_embedding(VECTORS[:3], metadata=["a", "", "c"])
    writer.close()
    (found,) = events.read_embeddings(tmp_path).values()
    assert found.metadata == [{"label": "a"}, {"label": "c"}]
    assert len(found.vectors) == 3


def test_one_vector_of_one_number_is_still_a_table(tmp_path):
    writer = tensorboardx(tmp_path)
    writer.add_embedding(np.array([[2.5]]))
    writer.close()
    assert events.read_embeddings(tmp_path)["default:00000"].vectors.tolist() == [[2.5]]


def test_tag_and_step_written_twice_are_one(tmp_path):
    writer = tensorboardx(tmp_path)
    for scale in (1, 2):
        writer.add_embedding(VECTORS * scale)
    writer.close()
    found = events.read_embeddings(tmp_path)
    assert list(found) == ["default:00000"]
    np.testing.assert_allclose(found["default:00000"].vectors, VECTORS * 2)


def test_a_folder_without_settings_has_none(tmp_path):
    assert events.read_embeddings(tmp_path) == {}
    assert events.read_embeddings(tmp_path / "nowhere") == {}


def test_settings_of_a_checkpoint_name_an_embedding_whose_vectors_are_not_read(tmp_path):
    config = 'embeddings { tensor_name: "layer/.ATTRIBUTES/VARIABLE_VALUE" metadata_path: "words.tsv" }'
    (tmp_path / "projector_config.pbtxt").write_text(config, encoding="utf-8")
    (tmp_path / "words.tsv").write_text("one\ntwo\n", encoding="utf-8")
    (found,) = events.read_embeddings(tmp_path).values()
    assert found.metadata == [{"label": "one"}, {"label": "two"}]
    assert found.step is None
    with pytest.raises(events.BrokenEmbedding, match="TensorFlow checkpoint"):
        found.vectors  # noqa: B018


def test_vectors_as_bytes_are_read_in_the_shape_that_the_settings_tell(tmp_path):
    config = 'embeddings { tensor_name: "v" tensor_path: "v.bytes" tensor_shape: 10 tensor_shape: 3 }'
    (tmp_path / "projector_config.pbtxt").write_text(config, encoding="utf-8")
    (tmp_path / "v.bytes").write_bytes(VECTORS.astype("<f4").tobytes())
    np.testing.assert_array_equal(events.read_embeddings(tmp_path)["v"].vectors, VECTORS.astype(np.float32))


def remove(path):
    path.unlink()


def overwrite(content):
    return lambda path: path.write_bytes(content)


@pytest.mark.parametrize(
    ("file", "damage", "part", "why"),
    [
        ("tensors.tsv", remove, "vectors", "vectors of 'default:00000' cannot be read"),
        ("tensors.tsv", overwrite(b"1\t2\n3\n"), "vectors", "number of columns changed"),
        ("tensors.tsv", overwrite(b"1\tx\n"), "vectors", "could not convert string 'x'"),
        ("tensors.tsv", overwrite(b"\xff\xfe\x01"), "vectors", "cannot be read"),
        ("metadata.tsv", remove, "metadata", "metadata of 'default:00000' cannot be read"),
        ("sprite.png", overwrite(b"\x89PNG cut"), "sprite", "sprite of .* cannot be read"),
        ("sprite.png", remove, "sprite", "sprite of 'default:00000' cannot be read"),
    ],
)
def test_one_broken_file_is_told_and_the_others_are_read(file, damage, part, why, tmp_path):
    writer = tensorboardx(tmp_path)
    writer.add_embedding(VECTORS, metadata=list("abcdefghij"), label_img=PICTURES)
    writer.close()
    (path,) = tmp_path.rglob(file)
    damage(path)

    found = events.read_embeddings(tmp_path)["default:00000"]

    with pytest.raises(events.BrokenEmbedding, match=why):
        getattr(found, part)
    for other in {"vectors", "metadata", "sprite"} - {part}:
        assert len(getattr(found, other)) > 0


def test_a_file_outside_of_the_run_is_refused_as_the_projector_refuses_it(tmp_path):
    (tmp_path / "run").mkdir()
    (tmp_path / "words.tsv").write_text("one\n", encoding="utf-8")
    config = 'embeddings { tensor_name: "v" tensor_path: "v.tsv" metadata_path: "../words.tsv" }'
    (tmp_path / "run" / "projector_config.pbtxt").write_text(config, encoding="utf-8")
    with pytest.raises(events.BrokenEmbedding, match="lies outside of the run"):
        events.read_embeddings(tmp_path / "run")["v"].metadata  # noqa: B018


def test_settings_that_cannot_be_parsed_are_told(tmp_path):
    (tmp_path / "projector_config.pbtxt").write_text("embeddings { tensor_name: ", encoding="utf-8")
    with pytest.raises(events.BrokenEmbedding, match=r"projector_config\.pbtxt cannot be read"):
        events.read_embeddings(tmp_path)
