"""A kernel that stays: it keeps what a notebook's cells have imported, trained and defined."""

import contextlib
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from queue import Empty
from typing import Any

import ipykernel.kernelspec
import psutil
from jupyter_client.blocking.client import BlockingKernelClient
from jupyter_client.kernelspec import KernelSpec, KernelSpecManager
from jupyter_client.manager import KernelManager

from tbxlab.course.words import words
from tbxlab.grading.errors import called, why_it_died

START_SECONDS = 120  # a slow machine's first start; a kernel that ends is noticed at once
POLL_SECONDS = 0.2  # between two looks at whether it lives, how large it is, whether somebody is tired of it
GRACE_SECONDS = 5  # for an interrupted cell to end
MEMORY_BYTES = 5 * 2**30  # twice what a lab may take


class Canceled(Exception):
    """The caller wants no result any more."""


class NoKernel(Exception):
    """No kernel comes up on this machine; the message holds what it said."""


@dataclass(frozen=True)
class Ended:
    """How a cell ended: ``why`` is empty where it ran to its end; ``lost`` is whether the kernel is gone with it.

    ``stopped`` is whether the cell was ended from outside: it would do the same again.
    """

    seconds: float
    why: str = ""
    stopped: bool = False
    lost: bool = False


class WarmKernel:
    """An IPython kernel of this interpreter in the folder ``cwd``. For one thread only."""

    def __init__(self, env: Mapping[str, str], cwd: Path, log: Path) -> None:
        self._env, self._cwd, self._log = dict(env), cwd, log
        self._manager: KernelManager | None = None
        self._client: BlockingKernelClient | None = None
        self._last = ""  # the source of the cell that ran last

    def start(self, canceled: Callable[[], bool] = lambda: False) -> None:
        """Start it and wait until it answers. Raises NoKernel and Canceled."""
        self.stop()
        self._last = ""
        with self._log.open("wb") as output:
            self._manager = KernelManager(kernel_spec_manager=_ThisInterpreter())
            self._manager.start_kernel(
                env=self._env, cwd=str(self._cwd), stdin=subprocess.DEVNULL, stdout=output, stderr=output
            )
        self._client = self._manager.client()
        # Nobody listens to what cells print: evidence is all that counts, and it takes no memory here.
        self._client.start_channels(iopub=False, stdin=False, hb=False, control=False)
        end = time.monotonic() + START_SECONDS
        while self._reply(self._client.kernel_info(), tired=lambda: True) is None:  # it listens only once it is up
            if not canceled() and self.alive and time.monotonic() < end:
                continue
            self.stop()
            if canceled():
                raise Canceled
            raise NoKernel(self._log.read_text(encoding="utf-8", errors="replace").strip()[-2000:])

    def run(self, source: str, seconds: float, canceled: Callable[[], bool] = lambda: False) -> Ended:
        """Run a cell for at most ``seconds``. Raises Canceled, after the cell was interrupted.

        A cell that does not even end when it is interrupted costs the kernel, as does one that fills the memory.
        """
        if not self.alive:
            return Ended(0, why_it_died(self._last, earlier=True), stopped=True, lost=True)
        before, self._last = self._last, source
        started = time.monotonic()
        stop: list[str] = []

        def tired() -> bool:
            if not self.alive:
                stop.append(why_it_died(source, before))
            elif self._memory() > MEMORY_BYTES:
                stop.append(words("watch-memory", {"gib": MEMORY_BYTES // 2**30}))
                self.stop()
            elif time.monotonic() - started > seconds:
                stop.append(words("watch-too-slow", {"seconds": f"{seconds:g}"}))
            return bool(stop) or canceled()

        client = self._client
        if client is None:
            raise RuntimeError("a kernel that is alive has a client")
        message = client.execute(source, store_history=False, allow_stdin=False, stop_on_error=False)
        reply = self._reply(message, tired)
        if reply is None:
            self._interrupt(message)
            if not stop:
                raise Canceled
            return Ended(time.monotonic() - started, stop[0], stopped=True, lost=not self.alive)
        content = reply["content"]
        why = called(f"{content['ename']}: {content['evalue']}") if content["status"] == "error" else ""
        return Ended(time.monotonic() - started, why)

    @property
    def alive(self) -> bool:
        """Whether there is a process to run cells in."""
        return self._manager is not None and self._manager.is_alive()

    def stop(self) -> None:
        """End it, whatever it does; safe at any time, and twice."""
        if self._client is not None:
            self._client.stop_channels()
            self._client = None
        if self._manager is not None:
            with contextlib.suppress(RuntimeError, OSError):  # it may have ended a moment ago
                self._manager.shutdown_kernel(now=True)
            self._manager = None

    def _reply(self, message: str, tired: Callable[[], bool]) -> dict[str, Any] | None:
        """Return the reply to a message, None as soon as ``tired``."""
        while self._client is not None:
            try:
                reply = self._client.get_shell_msg(timeout=POLL_SECONDS)
            except Empty:
                if tired():
                    return None
                continue
            if reply["parent_header"].get("msg_id") == message:
                return reply
        return None

    def _interrupt(self, message: str) -> None:
        """Interrupt the cell; end the kernel where the cell does not end soon."""
        if self._manager is None or not self.alive:
            self.stop()
            return
        self._manager.interrupt_kernel()
        end = time.monotonic() + GRACE_SECONDS
        if self._reply(message, lambda: not self.alive or time.monotonic() > end) is None:
            self.stop()

    def _memory(self) -> int:
        pid = getattr(getattr(self._manager, "provisioner", None), "pid", None)
        if pid is None:
            return 0
        with contextlib.suppress(psutil.Error):
            return psutil.Process(pid).memory_info().rss
        return 0


class _ThisInterpreter(KernelSpecManager):
    """Knows one kernel: the interpreter that runs this, whatever else is installed for this user."""

    def get_kernel_spec(self, kernel_name: str) -> KernelSpec:
        return self.kernel_spec_class(
            resource_dir=ipykernel.kernelspec.RESOURCES, **ipykernel.kernelspec.get_kernel_dict()
        )
