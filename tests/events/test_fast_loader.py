"""Is `kept_by_fast_loader` what TensorBoard's fast loader, the data server, really keeps?"""

import subprocess
import time

import pytest

from tbxlab import events

CASES = {
    "no-step-given": [0, 0, 0],
    "rerun": [*range(50), *range(20)],
    "resumed": [*range(60), *range(50, 80)],
    "epoch-times-i-plus-i": [epoch * i + i for epoch in range(20) for i in range(10)],
    "mixed": [5, 3, 4, 9, 9, 7, 8],
    "sound": [0, 1, 2],
}
"""Fewer than the 1000 points of a tag from which the data server begins to sample."""


@pytest.fixture
def data_server(tmp_path):
    """Starts TensorBoard's data server on tmp_path; gives its data provider."""
    binary = pytest.importorskip("tensorboard_data_server").server_binary()
    if binary is None:
        pytest.skip("TensorBoard's fast loader is built for Linux and macOS on x86_64 only")
    import grpc
    from tensorboard.data import grpc_provider
    from tensorboard.util import grpc_util

    port_file = tmp_path / "port"
    command = [binary, f"--logdir={tmp_path}", "--reload=once", "--port=0", f"--port-file={port_file}"]
    process = subprocess.Popen(command)
    try:
        _wait_for(lambda: port_file.exists() and port_file.read_text(encoding="utf-8").endswith("\n"))
        address = f"localhost:{port_file.read_text(encoding='utf-8').strip()}"
        credentials, options = grpc_util.ChannelCredsType.LOCAL.channel_config()
        with grpc.secure_channel(address, credentials, options=options) as channel:
            yield grpc_provider.GrpcDataProvider(address, grpc_provider.make_stub(channel))
    finally:
        process.kill()
        process.wait()


@pytest.fixture
def runs(log, scalar):
    """The cases as runs; the value of each point is its place in the file."""
    for name, steps in CASES.items():
        log(*(scalar("x", float(i), step) for i, step in enumerate(steps)), to=name)


def test_the_fast_loader_keeps_what_is_said(runs, data_server, tmp_path):
    def shown():
        return data_server.read_scalars(None, experiment_id="", plugin_name="scalars", downsample=1000)

    _wait_for(lambda: len(shown()) == len(CASES))
    kept = {name: [point.value for point in tags["x"]] for name, tags in shown().items()}

    said = {name: run.scalars["x"] for name, run in events.read_tree(tmp_path).items()}
    assert kept == {name: x.values[x.kept_by_fast_loader].tolist() for name, x in said.items()}


@pytest.fixture
def flipped(log, scalar):
    """Two runs of 200 points with one bit flipped: in the number of step 99, and in the length of its record."""
    for name, bit in {"number": 0x40, "length": 1}.items():
        path = log(*(scalar("x", 0.01, step) for step in range(200)), to=name)
        data = bytearray(path.read_bytes())
        ends = [0]
        while ends[-1] < len(data):
            ends.append(ends[-1] + 16 + int.from_bytes(data[ends[-1] : ends[-1] + 8], "little"))
        data[ends[101] - 5 if name == "number" else ends[100]] ^= bit
        path.write_bytes(data)


def test_of_one_flipped_bit_the_slow_loader_loses_half_the_fast_one_says_nothing_and_we_lose_one(
    flipped, data_server, tmp_path
):
    """The fast loader compares no payload with its checksum: it draws a wrong number, and no one says so."""
    from tensorboard.backend.event_processing.event_accumulator import EventAccumulator

    def fast(name):
        shown = data_server.read_scalars(None, experiment_id="", plugin_name="scalars", downsample=1000)
        return shown.get(name, {}).get("x", [])

    def slow(name):
        return EventAccumulator(str(tmp_path / name), size_guidance={"scalars": 0}).Reload().Scalars("x")

    _wait_for(lambda: len(fast("number")) == 200 and len(fast("length")) == 99)
    assert [point.step for point in fast("number") if abs(point.value) > 1] == [99]
    assert fast("number")[99].value == pytest.approx(3.4e36, rel=0.02)
    assert (len(slow("number")), len(slow("length"))) == (99, 99)

    ours = events.read_tree(tmp_path)
    assert ours["number"].scalars["x"].steps.tolist() == [*range(99), *range(100, 200)]
    assert ours["length"].scalars["x"].steps.tolist() == [*range(99)]
    told = {name: [(damage.kind, damage.skipped) for damage in run.damage] for name, run in ours.items()}
    assert told == {"number": [("checksum", 1)], "length": [("checksum", 0)]}


def _wait_for(ready, seconds=120):
    """Wait far longer than any machine needs, so that only a server that hangs fails the test."""
    end = time.monotonic() + seconds
    while not ready():
        assert time.monotonic() < end, f"the data server did not answer within {seconds} s"
        time.sleep(0.02)
