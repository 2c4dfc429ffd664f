"""Checks of lab 04, reading: a graph to read, five patients to diagnose, one network in three formats.

What is right is worked out from the committed event files, so it follows them should they be made again.
"""

import re
from collections import Counter

from tbxlab import events
from tbxlab.course import folders
from tbxlab.grading.core import exercise
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


def with_keys(said: object, wanted: tuple[str, ...]) -> bool:
    """Return whether an answer is a dictionary with these keys."""
    return isinstance(said, dict) and set(said) == set(wanted)


@exercise("4.2")
class ReadTheGraph:
    """Are the convolutions counted, the shape found, and the module that is never used?"""

    wanted = ("convolutions", "shape", "never", "again")

    def case(self, seed):
        """Nothing to draw: the run is always the same."""

    def drive(self, reading, case, evidence):
        """Keep the answer."""
        evidence.note(reading=reading)

    def verify(self, evidence, case):
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
            said = reading[key]
            if said not in list(MODULES):
                raise Wrong("read-no-module", key=key, found=repr(said), known=", ".join(MODULES))
            if MODULES[said] != "Conv2d" or not right(said):
                raise Wrong(message, found=said, nodes=sum(module_of(name) == said for name in graph.nodes))

    def verify_count(self, said, right, graph):
        """Tell the number in the print of the model, and the number of all nodes in such modules."""
        if said == right and not isinstance(said, bool):
            return
        drawn = sum("Conv2d[" in name for name in graph.nodes)
        boxes = len({module_of(name) for name in graph.nodes if "Conv2d[" in name})
        message = {
            list(MODULES.values()).count("Conv2d"): "read-count-modules",
            drawn: "read-count-nodes",
            boxes: "read-count-boxes",
        }
        raise Wrong(message.get(said, "read-count") if isinstance(said, int) else "read-count", found=repr(said))

    def verify_shape(self, said, graph):
        """Expect the shape of the node that the linear layer takes its data from."""
        (linear,) = graph.of("aten::linear")
        right = list(graph[linear.inputs[0]].shapes[0])
        if said == right:
            return
        if said == right[1:] or said == right[1]:
            raise Wrong("read-shape-batch", found=said)
        if said == list(linear.shapes[0]):
            raise Wrong("read-shape-out", found=said)
        if said in [list(shape) for node in graph.nodes.values() for shape in node.shapes]:
            raise Wrong("read-shape-elsewhere", found=said)
        raise Wrong("read-shape", found=repr(said))


PARTS = ("stem", "block", "edges", "texture", "head")
WOULD_SHOW = {
    "healthy": "not-wired-healthy",
    "not connected": "not-not-connected",
    "no gradient": "not-no-gradient",
    "skip lost": "not-skip-lost",
    "other path": "not-other-path",
}
"""Each cause, with the message for those who name it where it is another."""
NEXT = {
    "keep it": "healthy",
    "double its weights: no output changes": "not connected",
    "double its weights: outputs change, its gradient stays 0": "no gradient",
    "set its weights to 0: no input reaches the output": "skip lost",
    "log the graph again with another input": "other path",
    "train longer": None,
}
PATIENTS = tuple("pqrst")


def shown(run: events.Run, part: str) -> dict:
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
    """Is each patient's fault found, in which part, and what would prove it?"""

    def case(self, seed):
        """Nothing to draw: the patients are always the same."""

    def drive(self, diagnosis, case, evidence):
        """Keep the answer."""
        evidence.note(diagnosis=diagnosis)

    def verify(self, evidence, case):
        """A wrong cause is told what it would show, never the right one; then the part and the next experiment."""
        diagnosis = evidence.answers["diagnosis"]
        if not with_keys(diagnosis, PATIENTS):
            raise Wrong("wired-patients", found=repr(diagnosis))
        for patient in PATIENTS:
            said = diagnosis[patient]
            if not (isinstance(said, list) and len(said) == 3 and said[0] in list(WOULD_SHOW)):
                raise Wrong("wired-form", patient=patient, found=repr(said), causes=", ".join(WOULD_SHOW))
            self.verify_patient(patient, given(patient), *said)

    def verify_patient(self, patient, run, said, part, following):
        """Compare one diagnosis with graph and log."""
        right, where = cause(run)
        if said != "healthy" and part not in PARTS:
            raise Wrong("wired-no-part", patient=patient, found=repr(part), known=", ".join(PARTS))
        if said != right:
            quietest = min(PARTS, key=lambda each: run.scalars[f"gradient/{each}"].values.max())
            named = part if part in PARTS else quietest
            raise Wrong(WOULD_SHOW[said], patient=patient, part=named, **words_for(shown(run, named)))
        if said != "healthy" and part != where:
            raise Wrong("wired-other-part", patient=patient, cause=said, part=part, **words_for(shown(run, part)))
        if following not in list(NEXT):
            raise Wrong("wired-next-form", patient=patient, found=repr(following), known="; ".join(NEXT))
        if NEXT[following] != said:
            raise Wrong(
                "wired-longer" if NEXT[following] is None else "wired-next",
                patient=patient,
                cause=said,
                found=following,
            )


def words_for(of: dict) -> dict:
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

    def case(self, seed):
        """Nothing to draw: the runs are always the same."""

    def drive(self, formats, case, evidence):
        """Keep the answer."""
        evidence.note(formats=formats)

    def verify(self, evidence, case):
        """Compare with the three files."""
        said = evidence.answers["formats"]
        if not with_keys(said, self.wanted):
            raise Wrong("formats-form", wanted=", ".join(map(repr, self.wanted)), found=repr(said))
        runs = {name: given(name) for name in ("torch", "onnx", "keras")}
        layers = {node.name.rpartition("/")[2]: node.op for node in runs["keras"].graphs[0].nodes.values()}
        self.verify_gone(said["gone"], layers, runs["onnx"].graphs[0].ops)
        having = [
            name
            for name, run in runs.items()
            if all(node.shapes for node in run.graphs[0].nodes.values() if node.inputs and node.op.startswith("aten::"))
            and any(node.op.startswith("aten::") for node in run.graphs[0].nodes.values())
        ]
        if said["shapes"] not in having:
            message = "formats-shapes" if said["shapes"] in list(runs) else "formats-which"
            raise Wrong(message, found=repr(said["shapes"]))
        config = {
            layer["config"]["name"]: layer["config"]
            for layer in runs["keras"].keras_models["keras"]["config"]["layers"]
        }
        if said["filters"] != config["second"]["filters"]:
            raise Wrong(
                "formats-filters-first" if said["filters"] == config["first"]["filters"] else "formats-filters",
                found=repr(said["filters"]),
            )

    def verify_gone(self, said, layers, onnx):
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
        right = {name for name, kind in layers.items() if stands_for[kind] not in onnx}
        if not isinstance(said, list) or not set(map(str, said)) <= set(layers):
            raise Wrong("formats-layers", found=repr(said), known=", ".join(layers))
        for name in said:
            if name not in right:
                raise Wrong("formats-still-there", found=name, stands=stands_for[layers[name]])
        if set(said) != right:
            raise Wrong("formats-more-gone", found=len(set(said)), layers=len(layers), onnx=sum(onnx.values()))
