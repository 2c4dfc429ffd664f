"""Does the doctor notice a machine that is too small, or taken?"""

import socket

import pytest

from tbxlab.environment import machine, ports, viewing

GIB = 2**30


def test_memory_for_the_largest_lab_is_asked_for():
    assert machine.memory(3 * GIB).ok
    finding = machine.memory(2 * GIB)
    assert finding.id == "memory-short"
    assert "2.0 GiB" in finding.what


def test_the_limit_of_a_container_counts(tmp_path):
    limit, used = tmp_path / "max", tmp_path / "current"
    limit.write_text(f"{GIB}\n", encoding="ascii")
    used.write_text(f"{GIB // 4}\n", encoding="ascii")
    assert machine.available_memory(((str(limit), str(used)),)) == GIB - GIB // 4
    limit.write_text("max\n", encoding="ascii")
    assert machine.available_memory(((str(limit), str(used)),)) > GIB - GIB // 4


def test_a_full_disk_is_found(tmp_path):
    assert machine.disk(machine.GIB * 2).ok
    assert machine.disk(GIB // 10).id == "disk-short"
    assert machine.free_disk(tmp_path) > 0


def test_a_port_in_use_is_named_but_well_while_another_is_free():
    assert machine.free_ports({"site": 8000, "lab": 8888}, lambda port: True).id == "ports"
    finding = machine.free_ports({"site": 8000, "lab": 8888}, lambda port: port != 8888)
    assert (finding.id, finding.ok) == ("ports-busy", True)
    assert "in use: 8888" in finding.what
    assert machine.free_ports({"site": 8000}, lambda port: False).id == "ports-none"


def test_a_listening_server_makes_its_port_busy():
    with socket.socket() as server:
        server.bind((ports.HOST, 0))
        server.listen()
        taken = server.getsockname()[1]
        assert not ports.is_free(taken)
        assert ports.free_port(taken) > taken
    assert ports.is_free(taken)


def test_a_port_that_another_service_was_given_is_not_given_again():
    port = ports.any_port()
    assert ports.free_port(port, taken=[port]) != port


def test_no_free_port_at_all_is_an_error_in_words(monkeypatch):
    monkeypatch.setattr(ports, "is_free", lambda port: False)
    with pytest.raises(ports.NoFreePort, match="from 8000 to 8099"):
        ports.free_port(8000)


@pytest.mark.parametrize(
    ("name", "windows", "found", "ok"),
    [
        ("UTF-8", False, "encoding", True),
        ("utf_8", True, "encoding", True),
        ("GBK", False, "encoding-other", False),
        ("cp1252", True, "encoding-windows", True),
    ],
)
def test_text_that_is_not_utf8_is_found(name, windows, found, ok):
    finding = machine.encoding(name, windows)
    assert (finding.id, finding.ok) == (found, ok)


def test_either_loader_is_well_and_what_differs_is_said():
    assert viewing.loader("/somewhere/server").id == "loader-fast"
    slow = viewing.loader(None)
    assert slow.ok
    assert "zigzag" in slow.what
