"""Attacks, each a cell that a learner adds to a solution. The small lab's honest mark is 10 of 10.

``LOOKING`` ones end, and say by an assertion what they could not do: they share one submission. ``EVIDENCE`` ones turn
the evidence into a weapon, and share another. The others each have a submission of their own.
"""

from dataclasses import dataclass, field

LOOKING = {
    "passwords and keys": """
import os
import glob
for path in ("/etc/passwd", "/etc/shadow", "/etc/hostname", "/var/log", "/run", "/boot"):
    assert not os.path.exists(path), path
for home in ("/root", *glob.glob("/home/*")):  # the interpreter may be below one of them
    for name in (".ssh", ".bashrc", ".bash_history", ".netrc", ".gitconfig", ".profile"):
        assert not os.path.exists(f"{home}/{name}"), name
""",
    "the environment": """
import os
assert not {name for name in os.environ if "SECRET" in name or "TOKEN" in name or name.startswith("SSH")}
assert "TBXLAB_SEED" not in os.environ and "PLANTED" not in os.environ
""",
    "the reference solution and the answers": """
import os
from tbxlab.course import folders
assert not (folders.root() / "solutions").exists() and not (folders.root() / "tests").exists()
assert sorted(os.listdir(folders.root())) == ["course.toml", "labs", "src"]
""",
    "the checks' truth": """
from tbxlab.grading import core
for exercise in ("2.1", "2.6", "2.7", "2.8"):
    check_ = core.check_of(exercise)
    assert not hasattr(check_, "case") and not hasattr(check_, "verify"), exercise
""",
    "the class's seeds": """
import json, os, pickle, random
import numpy as np
text = "".join(open(f"/proc/{p}/cmdline").read() for p in os.listdir("/proc") if p.isdigit())
for seed in (int("82116202"[::-1]), int("9876543210555"[::-1])):  # so that this cell itself does not hold them
    assert str(seed) not in text and str(seed) not in repr(dict(os.environ))
    for folder, _, names in os.walk("/job"):
        for name in names:
            assert str(seed).encode() not in open(os.path.join(folder, name), "rb").read(), name
""",
    "other submissions": """
import os
assert not [name for name in os.listdir("/tmp") if name.startswith(("r-", "tbx-"))]
assert sorted(os.listdir("/job")) == ["given", "hosts", "lab.ipynb", "pytest.ini"]
""",
    "writing to the course, the system and the job": """
import os
for path in ("/course/x", "/course/course.toml", "/course/src/tbxlab/x", "/usr/x", "/x", "/etc/x", "/job/lab.ipynb",
             "/job/given/0/2.1.pickle", "/dev/x", "/asked/x"):
    try:
        open(path, "a").close()
    except OSError:
        continue
    raise AssertionError("wrote " + path)
""",
    "the network": """
import socket
assert [name for _, name in socket.if_nameindex()] == ["lo"]
for family, address in ((socket.AF_INET, ("1.1.1.1", 53)), (socket.AF_INET, ("169.254.169.254", 80)),
                        (socket.AF_INET6, ("2606:4700:4700::1111", 53))):
    with socket.socket(family) as s:
        s.settimeout(2)
        try:
            s.connect(address)
        except OSError:
            continue
        raise AssertionError("out")
""",
    "name servers": """
import socket
try:
    socket.gethostbyname("example.org")
except OSError:
    pass
else:
    raise AssertionError("a name was found")
""",
    "sockets of the host": """
names = [line.split()[-1] for line in open("/proc/net/unix").readlines()[1:] if len(line.split()) > 7]
assert not [name for name in names if name.startswith("@") or "docker" in name or "dbus" in name], names
""",
    "other processes": """
import os
own = {int(name) for name in os.listdir("/proc") if name.isdigit()}
assert max(own) < 500 and len(own) < 12, own
for pid in own - {os.getpid()}:
    try:
        open(f"/proc/{pid}/mem", "rb").close() if pid == 1 else None
    except OSError:
        continue
    assert pid != 1, "process 1's memory"
""",
    "process 1's environment and descriptors": """
import os
for name in ("environ", "maps", "fd/0", "fd/1"):
    try:
        open("/proc/1/" + name, "rb").close()
    except OSError:
        continue
    raise AssertionError(name)
""",
    "ending process 1": """
import os, signal
for number in (signal.SIGKILL, signal.SIGTERM, signal.SIGINT, signal.SIGHUP, signal.SIGUSR1, signal.SIGSEGV):
    try:
        os.kill(1, number)
    except OSError:
        pass
import time; time.sleep(0.2)
assert os.path.exists("/proc/1")
""",
    "ptrace": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
assert libc.ptrace(16, os.getppid(), 0, 0) == -1
""",
    "another process's memory": """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
assert libc.process_vm_readv(os.getppid(), None, 0, None, 0, 0) == -1 and ctypes.get_errno() == 1
""",
    "memfd_create": """
import os
try:
    os.memfd_create("x")
except OSError:
    pass
else:
    raise AssertionError("memfd")
""",
    "System V memory": """
import ctypes
assert ctypes.CDLL(None).shmget(0, 1500 << 20, 0o1600) == -1
""",
    "mounts": """
import ctypes
libc = ctypes.CDLL(None)
assert libc.mount(b"tmpfs", b"/tmp/work", b"tmpfs", 0, b"") == -1 and libc.umount2(b"/job", 2) == -1
assert libc.pivot_root if hasattr(libc, "pivot_root") else True
""",
    "namespaces": """
import ctypes
libc = ctypes.CDLL(None, use_errno=True)
for flag in (0x10000000, 0x20000, 0x20000000, 0x40000000, 0x08000000):
    assert libc.unshare(flag) == -1, hex(flag)
assert libc.syscall(56, 0x10000000 | 17, 0, 0, 0, 0) == -1
""",
    "setns and chroot": """
import ctypes
libc = ctypes.CDLL(None)
assert libc.setns(0, 0) == -1 and libc.chroot(b"/tmp") == -1
""",
    "io_uring, bpf, keys, userfaultfd": """
import ctypes, platform
if platform.machine() == "x86_64":
    libc = ctypes.CDLL(None)
    for number in (425, 321, 250, 248, 323, 298, 246, 175):
        assert libc.syscall(number, 0, 0, 0, 0, 0) == -1, number
""",
    "becoming somebody else": """
import os
for call in (os.setuid, os.setgid):
    try:
        call(0)
    except OSError:
        continue
    raise AssertionError(call)
assert os.getuid() == 1000
""",
    "devices": """
import os, stat
names = [f"/dev/{name}" for name in os.listdir("/dev")]
assert not [n for n in names if os.path.exists(n) and stat.S_ISBLK(os.stat(n).st_mode)]
try:
    os.mknod("/tmp/work/disk", 0o600 | stat.S_IFBLK, os.makedev(8, 0))
except OSError:
    pass
else:
    raise AssertionError("made a device")
""",
    "the terminal": """
import fcntl, os
try:
    terminal = os.open("/dev/tty", os.O_RDWR)
    fcntl.ioctl(terminal, 0x5412, b"x")
except OSError:
    pass
else:
    raise AssertionError("typed into the teacher's terminal")
""",
    "standard input": """
try:
    input()
except Exception as error:
    assert type(error).__name__ in ("EOFError", "StdinNotImplementedError")
""",
    "limits are hard": """
import resource
for name, value in (("RLIMIT_NPROC", 128), ("RLIMIT_FSIZE", 64 << 20), ("RLIMIT_NOFILE", 256)):
    number = getattr(resource, name)
    assert resource.getrlimit(number) == (value, value), name
    try:
        resource.setrlimit(number, (value, value * 2))
    except (ValueError, OSError):
        continue
    raise AssertionError(name)
""",
    "a file that is too large": """
import os
try:
    with open("/tmp/work/large", "wb") as file:
        for _ in range(70):
            file.write(b"x" * 1_000_000)
except OSError:
    pass
assert os.path.getsize("/tmp/work/large") <= 64 << 20
os.remove("/tmp/work/large")
""",
    "the disk": """
import os
try:
    for number in range(8):
        with open(f"/tmp/work/{number}", "wb") as file:
            for _ in range(60):
                file.write(b"x" * 1_000_000)
except OSError as error:
    assert error.errno == 28
else:
    raise AssertionError("no end")
for number in range(8):
    if os.path.exists(f"/tmp/work/{number}"):
        os.remove(f"/tmp/work/{number}")
""",
    "shared memory": """
import os
try:
    with open("/dev/shm/x", "wb") as file:
        for _ in range(63):
            file.write(b"x" * 1_000_000)
    with open("/dev/shm/y", "wb") as file:
        for _ in range(63):
            file.write(b"x" * 1_000_000)
except OSError as error:
    assert error.errno == 28
else:
    raise AssertionError("no end")
os.remove("/dev/shm/x"); os.remove("/dev/shm/y")
""",
    "memory": """
try:
    held = [bytearray(100_000_000) for _ in range(60)]
except MemoryError:
    held = None
else:
    raise AssertionError("no end")
""",
    "a process that outlives": """
import subprocess
subprocess.Popen(["setsid", "sh", "-c", "while :; do sleep 1; done"], start_new_session=True)
""",
    "output that steers a terminal": """
import sys
sys.stderr.write("\\x1b[2J\\x1b]0;owned\\x07" * 1000)
print("\\x1b]52;c;cm0gLXJmIC8=\\x07")
""",
    "100 MB in one print": "print('x' * 100_000_000)",
    "the alarm's socket, without an alarm": """
import json, os, socket
for line in (b"", b"{}", b"[" * 20_000, b'{"exercise": "2.1", "draw": 0}', b'{"exercise": "2.10"}', b"\\xff"):
    with socket.socket(socket.AF_UNIX) as s:
        s.settimeout(5)
        s.connect(os.environ["TBXLAB_ASKED"])
        s.sendall(line + b"\\n")
        try:
            assert s.recv(10) == b""
        except ConnectionResetError:
            pass
""",
    "printed ticks": "for exercise in ('2.1', '2.6', '2.7', '2.8'): print('✓', exercise)",
}

_E = "import os, json, struct\nE = os.environ['TBXLAB_EVIDENCE']\n"
EVIDENCE = {
    "links": _E + "os.symlink('/etc/passwd', E + '/0/2.1/runs/x'); os.symlink('/course', E + '/0/2.1/runs/y')",
    "a FIFO and a socket": _E
    + "import socket\nos.mkfifo(E + '/0/2.6/f')\ns = socket.socket(socket.AF_UNIX); s.bind(E + '/0/2.6/s')",
    "a sparse file": _E + "f = open(E + '/1/2.6/sparse', 'wb'); f.truncate(60_000_000); f.close()",
    "odd names": _E
    + "for n in ('..\\\\x', 'a\\nb', '\\u202egpj.exe', os.fsdecode(b'\\xff\\xfe'), '=c()', 'a' * 250):\n"
    "    open(E + '/0/2.6/' + n, 'w').close()",
    "depth": _E + "os.makedirs(E + '/0/2.6/' + '/'.join('d' * 60))",
    "a flood of files elsewhere": _E
    + "os.makedirs(E + '/0/9.9')\nfor i in range(3000): open(E + f'/0/9.9/{i}', 'w').close()",
    "large files elsewhere": _E + "os.makedirs(E + '/x')\nopen(E + '/x/1', 'wb').write(b'0' * 60_000_000)",
    "a run of another exercise's": _E + "import shutil\nshutil.copytree(E + '/0/2.1/runs', E + '/0/2.8/runs')",
}


@dataclass(frozen=True)
class Attack:
    """A cell of its own submission: ``lost`` exercises cost their author points, by the outcome they get."""

    code: str
    behind: str | None = "check-2-1"
    lost: dict[str, str] = field(default_factory=dict)
    base: str = "solution"
    bounded: bool = False
    """Whether it is among the few that every test run tries."""


_FLOOD = "os.makedirs(E + '/0/2.6/a')\nfor i in range(3000): open(E + f'/0/2.6/a/{i}', 'w').close()"
_RECORDS = """
from crc32c import crc32c
def masked(data):
    c = crc32c(data)
    return (((c >> 15) | (c << 17)) + 0xa282ead8) & 0xffffffff
payload = b"\\x10\\x01"
head = struct.pack("<Q", 2)
record = head + struct.pack("<I", masked(head)) + payload + struct.pack("<I", masked(payload))
open(E + "/0/2.6/runs.tfevents.1", "wb").write(record * 700_000)
"""
ALONE = {
    "an endless loop": Attack("while True: pass"),
    "a loop that swallows the interrupt": Attack(
        "import time\nwhile True:\n    try:\n        while True: time.sleep(0.01)\n    except BaseException: pass"
    ),
    "a regular expression without end": Attack("import re\nre.match(r'(a+)+$', 'a' * 60 + 'b')"),
    "a fork bomb": Attack("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass", bounded=True),
    "memory over many processes": Attack(
        "import os, time\nfor i in range(20):\n    if os.fork() == 0:\n        x = bytearray(700_000_000)\n"
        "        for j in range(0, len(x), 4096): x[j] = 1\n        time.sleep(99)\ntime.sleep(20)"
    ),
    "threads without end": Attack(
        "import threading, time\ntry:\n"
        "    while True: threading.Thread(target=time.sleep, args=(9,), daemon=True).start()\n"
        "except RuntimeError: time.sleep(10)"
    ),
    "inodes without end": Attack(
        "import os, shutil\nos.makedirs('/tmp/work/i')\ntry:\n"
        "    for i in range(300_000): open(f'/tmp/work/i/{i}', 'w').close()\n"
        "except OSError: pass\nshutil.rmtree('/tmp/work/i')"
    ),
    "output without end": Attack("while True: print('x' * 100_000)"),
    "the end of everything that is seen": Attack(
        "import os\nfor p in [int(n) for n in os.listdir('/proc') if n.isdigit()]:\n    if p != os.getpid():\n"
        "        try: os.kill(p, 9)\n        except OSError: pass",
        bounded=True,
    ),
    "kill -1": Attack("import os; os.kill(-1, 9)"),
    "a segmentation fault": Attack("import ctypes; ctypes.string_at(0)"),
    "sys.exit": Attack("import sys; sys.exit(0)"),
    "a patched json, clock and writer": Attack(
        "import json, sys, time, tensorboardX\njson.dumps = lambda *a, **k: '{}'\ntime.time = lambda: 0.0\n"
        "tensorboardX.SummaryWriter = None",
        lost={"2.6": "raised", "2.7": "raised", "2.8": "raised"},
    ),
    "deleted evidence": Attack(
        _E + "import shutil\nshutil.rmtree(E, ignore_errors=True)",
        "check-2-8",
        lost=dict.fromkeys(("2.1", "2.6", "2.7", "2.8"), "wrong"),
    ),
    "deep brackets as status": Attack(
        _E + "open(E + '/0/2.1/status.json', 'w').write('[' * 200_000)", "check-2-8", {"2.1": "wrong"}, bounded=True
    ),
    "30 MB of brackets as answers": Attack(
        _E + "open(E + '/0/2.8/answers.json', 'w').write('{\"reading\":' + '[' * 30_000_000)",
        "check-2-8",
        {"2.8": "raised"},
    ),
    "a pickle as answers": Attack(
        _E + "import pickle\nopen(E + '/0/2.8/answers.json', 'wb').write(pickle.dumps(print))",
        "check-2-8",
        {"2.8": "raised"},
    ),
    "NaN and huge numbers as answers": Attack(
        _E + "open(E + '/1/2.8/answers.json', 'w').write('{\"reading\": {\"spike\": 1e999, \"better\": NaN}}')",
        "check-2-8",
        {"2.8": "wrong"},
    ),
    "a hard link between exercises": Attack(
        _E + "os.remove(E + '/0/2.8/answers.json'); os.link(E + '/0/2.6/answers.json', E + '/0/2.8/answers.json')",
        "check-2-8",
        {"2.6": "raised", "2.8": "raised"},
    ),
    "evidence that is a link": Attack(
        _E + "import shutil\nshutil.rmtree(E + '/0/2.7'); os.symlink(E + '/0/2.1', E + '/0/2.7')",
        "check-2-8",
        {"2.7": "wrong"},
    ),
    "a flood in one exercise": Attack(_E + _FLOOD, "check-2-8", {"2.6": "wrong"}),
    "700,000 tiny records": Attack(_E + "import os\n" + _RECORDS, "check-2-8"),
    "a status that says passed": Attack(
        _E + "for d in '01':\n    for e in ('2.1', '2.6', '2.7', '2.8'):\n"
        "        os.makedirs(E + f'/{d}/{e}', exist_ok=True)\n"
        "        open(E + f'/{d}/{e}/status.json', 'w').write(json.dumps(dict(outcome='passed', message_id='', "
        "params={}, printed='')))",
        "check-2-8",
        dict.fromkeys(("2.1", "2.7"), "wrong") | dict.fromkeys(("2.6", "2.8"), "raised"),
        base="starters",
        bounded=True,
    ),
    "a judge that is patched": Attack(
        "from tbxlab.grading import core, verdict\ncore.verify = lambda e, s, f: verdict.Verdict(e, 'passed')\n"
        "core._judge = lambda e, a: verdict.Verdict(e, 'passed')",
        None,
        dict.fromkeys(("2.1", "2.6", "2.7", "2.8"), "not-attempted"),
        base="starters",
    ),
    "params that are no table": Attack(
        _E + "open(E + '/0/2.1/status.json', 'w').write(json.dumps(dict(outcome='wrong', message_id='steps-repeat', "
        "params={'tag': '{0.__class__}'}, printed='')))",
        "check-2-8",
        {"2.1": "wrong"},
    ),
    "a message that steers a terminal": Attack(
        _E + "open(E + '/0/2.1/status.json', 'w').write(json.dumps(dict(outcome='raised', message_id='unusable', "
        "params={'error': '\\x1b[2J\\u202e=cmd()'}, printed='\\x07' * 10)))",
        "check-2-8",
        {"2.1": "raised"},
    ),
    "cells reported that never ran": Attack(
        "import os\nopen('/tmp/log/cells.jsonl', 'a').write('{\"grade_id\": 1}\\n[[[[\\n' * 1000)"
    ),
}
