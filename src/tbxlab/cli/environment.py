"""What looks after the machine: doctor and learn."""

import webbrowser
from typing import Annotated

import typer

from tbxlab.cli.screen import fail
from tbxlab.course.words import words
from tbxlab.environment import ports


def _say(text: str) -> None:
    print(text, flush=True)  # whoever reads a pipe waits for the addresses


def doctor() -> None:
    """Look at this machine: is everything the labs need here, and does it fit together?"""
    from tbxlab.environment import doctor as doctor_checks

    findings = []
    for finding in doctor_checks.examine():
        _say(doctor_checks.line(finding))
        findings.append(finding)
    raise typer.Exit(1 if doctor_checks.ailments(findings) else 0)


def learn(
    lab: Annotated[
        str | None, typer.Argument(help="Open this lab (02) in the browser, in the course that runs, if it does.")
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Start, wait until each page answers, stop; exit code 0 if all did.")
    ] = False,
    open_browser: Annotated[bool, typer.Option("--open", help="Open the pages in the browser.")] = False,
    site_port: Annotated[int, typer.Option(help="The pages' port, or the next free one.")] = ports.WANTED["site"],
    lab_port: Annotated[int, typer.Option(help="JupyterLab's port.")] = ports.WANTED["lab"],
    board_port: Annotated[int, typer.Option(help="TensorBoard's port.")] = ports.WANTED["board"],
) -> None:
    """Start the pages, JupyterLab and TensorBoard together; Ctrl-C stops all three."""
    from tbxlab.environment import doctor as doctor_checks
    from tbxlab.environment.learn import learn as run

    number = _number(lab)
    if number and (address := _running(number)):
        _say(words("learn-running-lab", {"lab": number, "url": address}))
        webbrowser.open(address)
        return
    findings = list(doctor_checks.examine())
    ill = doctor_checks.ailments(findings)
    _say(words("learn-doctor-ill" if ill else "learn-doctor-well", {"ill": len(ill), "count": len(findings)}))
    for finding in ill:
        _say("  " + doctor_checks.line(finding))
    _say(words("learn-starting"))
    wanted = {"site": site_port, "lab": lab_port, "board": board_port}
    ready = webbrowser.open if open_browser or number else None
    raise typer.Exit(run(_say, wanted, check=check, ready=ready, lab=number))


def _number(lab: str | None) -> str | None:
    """Return the lab's two digits, whatever it is called by."""
    if lab is None:
        return None
    from tbxlab.course import manifest

    try:
        return manifest.load().lab(lab).number
    except KeyError as error:
        fail(str(error.args[0]))


def _running(number: str) -> str | None:
    """Return where the course that runs now opens the lab, None where none runs or the notebook is not there."""
    from tbxlab.course import manifest
    from tbxlab.environment import addresses
    from tbxlab.environment.jupyter_servers import address_of
    from tbxlab.notebooks import copies

    return address_of(copies.path_of(manifest.load().lab(number))) if "lab" in addresses.running() else None
