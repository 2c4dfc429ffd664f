"""Checks of lab 04, reading: a graph to read, five patients to diagnose, one network in three formats.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import re
from collections import Counter
from collections.abc import Mapping
from typing import Any

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.expect import is_number
from tbxlab.grading.patients import judge_all
from tbxlab.grading.verdict import Wrong

LAB = "04_graphs"
CONVOLUTION = "aten::_convolution"
MODULES = {
    "enter": "Conv2d",
    "mix": "Conv2d",
    "widen": "Conv2d",
    "shrink": "Conv2d",
    "last": "Conv2d",
    "head": "Linear",
}
"""The modules of run a, as ``print(model)`` shows them."""


def given(name: str) -> events.Run:
    """Return a run that comes with the lab, as it is committed (the learner's copy may have been changed)."""
    return events.read_run(folders.given_folder(LAB) / name)


def module_of(node: str) -> str:
    """Return "mix" for the node "Tower/Conv2d[mix]/218": the first name in brackets, "" where there is none."""
    found = re.search(r"\[(\w+)\]", node)
    return found[1] if found else ""


def with_keys(answer: object, wanted: tuple[str, ...]) -> bool:
    """Return whether an answer is a dictionary with these keys."""
    return isinstance(answer, dict) and set(answer) == set(wanted)


@exercise("4.2")
class ReadTheGraph:
    """Are the convolutions counted, the shape found, and the module that is never used?"""

    wanted = ("convolutions", "shape", "never", "again")

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the run is always the same."""
        return Case(given=None, true=None)

    def drive(self, reading: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(reading=reading)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Compare with the graph in the file."""
        reading = evidence.answers["reading"]
        if not with_keys(reading, self.wanted):
            raise Wrong("read-form", wanted=", ".join(map(repr, self.wanted)), found=repr(reading))
        graph = given("a").graphs[0]
        convolutions = graph.of(CONVOLUTION)
        times = Counter(module_of(node.name) for node in convolutions)
        self.verify_count(reading["convolutions"], len(convolutions), graph)
        self.verify_shape(reading["shape"], graph)
        for key, message, right in (
            ("never", "read-never", lambda name: name not in times),
            ("again", "read-again", lambda name: times[name] > 1),
        ):
            name = reading[key]
            if name not in list(MODULES):
                raise Wrong("read-no-module", key=key, found=repr(name), known=", ".join(MODULES))
            if MODULES[name] != "Conv2d" or not right(name):
                nodes = sum(module_of(each) == name for each in graph.nodes)
                raise Wrong(message, found=name, nodes=nodes, times=times[name])

    def verify_count(self, answer: Any, expected: int, graph: events.Graph) -> None:
        """Tell the number in the print of the model, and the number of all nodes in such modules."""
        if answer == expected and not isinstance(answer, bool):
            return
        drawn = sum("Conv2d[" in name for name in graph.nodes)
        boxes = len({module_of(name) for name in graph.nodes if "Conv2d[" in name})
        message = {
            list(MODULES.values()).count("Conv2d"): "read-count-modules",
            drawn: "read-count-nodes",
            boxes: "read-count-boxes",
        }
        raise Wrong(message.get(answer, "read-count") if isinstance(answer, int) else "read-count", found=repr(answer))

    def verify_shape(self, answer: Any, graph: events.Graph) -> None:
        """Expect the shape of the node that the linear layer takes its data from."""
        (linear,) = graph.of("aten::linear")
        expected = list(graph[linear.inputs[0]].shapes[0] or ())
        if answer == expected:
            return
        if not isinstance(answer, list) or not answer or not all(map(is_number, answer)):
            raise Wrong("read-shape-form", found=repr(answer)[:80])
        if answer == expected[1:]:
            raise Wrong("read-shape-batch", found=tuple(answer))
        if answer == list(linear.shapes[0] or ()):
            raise Wrong("read-shape-out", found=tuple(answer))
        if answer in [list(shape or ()) for node in graph.nodes.values() for shape in node.shapes]:
            raise Wrong("read-shape-elsewhere", found=tuple(answer))
        raise Wrong("read-shape", found=tuple(answer))


PARTS = ("stem", "block", "edges", "texture", "head")
WOULD_SHOW = {
    "healthy": "not-wired-healthy",
    "not connected": "not-not-connected",
    "no gradient": "not-no-gradient",
    "skip lost": "not-skip-lost",
    "other path": "not-other-path",
}
"""Each cause, with the message for those who name it where it is another."""
PATIENTS = tuple("pqrst")


def shown(run: events.Run, part: str) -> dict[str, Any]:
    """Return what graph and log say of a part: is it there, does it reach the output, is its input added, its gradient.

    ``skip``: some addition takes both what the part gives and what goes into the part.
    """
    graph = run.graphs[0]
    inside = [name for name in graph.nodes if module_of(name) == part]
    operations = [name for name in inside if graph.nodes[name].op.startswith("aten::")]
    fed = {each for name in operations for each in graph.nodes[name].inputs} - set(inside)
    skip = any(set(add.inputs) & set(inside) and set(add.inputs) & fed for add in graph.of("aten::add"))
    gradient = run.scalars[f"gradient/{part}"].values
    return {
        "there": bool(operations),
        "reaches": any(graph.reaches(name, "output") for name in operations),
        "skip": skip,
        "smallest": float(gradient.min()),
        "largest": float(gradient.max()),
    }


def cause(run: events.Run) -> tuple[str, str | None]:
    """Return what a patient suffers from, and in which part: it is read off graph and log."""
    for part in PARTS:
        of = shown(run, part)
        if not of["there"]:
            return ("other path" if of["largest"] > 0 else "not connected"), part
        if not of["reaches"]:
            return "not connected", part
        if of["largest"] == 0:
            return "no gradient", part
        if part == "block" and not of["skip"]:
            return "skip lost", part
    return "healthy", None


@exercise("4.4")
class FivePatients:
    """Is each patient's fault found, and in which part?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the patients are always the same."""
        return Case(given=None, true=None)

    def drive(self, diagnosis: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Judge all patients. A wrong cause is told what it would show, never the right one."""
        answer = evidence.answers["diagnosis"]
        if not with_keys(answer, PATIENTS):
            raise Wrong("wired-patients", found=repr(answer)[:200])
        judge_all(PATIENTS, lambda patient: self.verify_patient(patient, answer[patient]))

    def verify_patient(self, patient: str, answer: Any) -> None:
        """Compare one diagnosis with graph and log."""
        if not (isinstance(answer, list) and len(answer) == 2 and answer[0] in list(WOULD_SHOW)):
            raise Wrong("wired-form", patient=patient, found=repr(answer)[:120], causes=", ".join(WOULD_SHOW))
        run, (reported, part) = given(patient), answer
        expected, where = cause(run)
        if reported != "healthy" and part not in PARTS:
            raise Wrong("wired-no-part", patient=patient, found=repr(part), known=", ".join(PARTS))
        if reported != expected:
            quietest = min(PARTS, key=lambda each: run.scalars[f"gradient/{each}"].values.max())
            named = part if part in PARTS else quietest
            raise Wrong(WOULD_SHOW[reported], patient=patient, part=named, **words_for(shown(run, named)))
        if reported != "healthy" and part != where:
            raise Wrong("wired-other-part", patient=patient, cause=reported, part=part, **words_for(shown(run, part)))


def words_for(of: dict[str, Any]) -> dict[str, Any]:
    """Return what ``shown`` found in words that a message can quote."""
    return {
        "drawn": "is" if of["there"] else "is not",
        "leads": "a path leads" if of["reaches"] else "no path leads",
        "added": "is" if of["skip"] else "is not",
        "smallest": of["smallest"],
        "largest": of["largest"],
    }


@exercise("4.6")
class ThreeFormats:
    """Is it seen what each format keeps of a network?"""

    wanted = ("gone", "shapes", "filters")

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(given=None, true=None)

    def drive(self, formats: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(formats=formats)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Compare with the three files."""
        answer = evidence.answers["formats"]
        if not with_keys(answer, self.wanted):
            raise Wrong("formats-form", wanted=", ".join(map(repr, self.wanted)), found=repr(answer))
        runs = {name: given(name) for name in ("torch", "onnx", "keras")}
        layers = {node.name.rpartition("/")[2]: node.op for node in runs["keras"].graphs[0].nodes.values()}
        self.verify_gone(answer["gone"], layers, runs["onnx"].graphs[0].ops)
        having = [
            name
            for name, run in runs.items()
            if all(node.shapes for node in run.graphs[0].nodes.values() if node.inputs and node.op.startswith("aten::"))
            and any(node.op.startswith("aten::") for node in run.graphs[0].nodes.values())
        ]
        if answer["shapes"] not in having:
            message = "formats-shapes" if answer["shapes"] in list(runs) else "formats-which"
            raise Wrong(message, found=repr(answer["shapes"]))
        config = {
            layer["config"]["name"]: layer["config"]
            for layer in runs["keras"].keras_models["keras"]["config"]["layers"]
        }
        if answer["filters"] != config["second"]["filters"]:
            raise Wrong(
                "formats-filters-first" if answer["filters"] == config["first"]["filters"] else "formats-filters",
                found=repr(answer["filters"]),
            )

    def verify_gone(self, answer: Any, layers: dict[str, str], onnx: Mapping[str, int]) -> None:
        """Expect the layers whose kind of operation does not occur in the ONNX graph."""
        stands_for = {
            "Conv2D": "Conv",
            "BatchNormalization": "BatchNormalization",
            "ReLU": "Relu",
            "Flatten": "Reshape",
            "Dropout": "Dropout",
            "Dense": "Gemm",
            "InputLayer": "Variable",
        }
        expected = {name for name, kind in layers.items() if stands_for[kind] not in onnx}
        if not isinstance(answer, list) or not all(isinstance(each, str) and each in layers for each in answer):
            raise Wrong("formats-layers", found=repr(answer), known=", ".join(layers))
        for name in answer:
            if name not in expected:
                raise Wrong("formats-still-there", found=name, stands=stands_for[layers[name]])
        if set(answer) != expected:
            raise Wrong("formats-more-gone", found=len(set(answer)), layers=len(layers), onnx=sum(onnx.values()))
