"""Checks of lab 04: graphs and tables that are logged. Reading, tracing and the alarm have their own modules."""

import random
import re

from tbxlab.grading.core import exercise
from tbxlab.grading.verdict import Wrong

CONVOLUTION = "aten::_convolution"


def the_graph(evidence, run="."):
    """Return the only graph of a run. Raises Wrong where there is none, or more than one."""
    if run not in evidence.runs or not evidence.run(run).graphs:
        raise Wrong("graph-none", model=run)
    graphs = evidence.run(run).graphs
    if len(graphs) > 1:
        raise Wrong("graph-twice", model=run, graphs=len(graphs))
    return graphs[0]


def ends(graph, kind):
    """Return the nodes at which data comes in (``kind`` "input") or goes out ("output")."""
    return [node for node in graph.nodes.values() if node.op == "IO Node" and node.name.startswith(f"{kind}/")]


@exercise("4.1")
class LogGraph:
    """Is the graph of the model there, and the model as it was?"""

    names = ("convolutions", "transformer")

    def case(self, seed):
        """Draw the shapes of two inputs."""
        draw = random.Random(seed)
        batch, words = draw.randint(2, 9), draw.randint(4, 7)
        return {"convolutions": [batch, 1, 8, 8], "transformer": [batch, words, 8]}

    def drive(self, log_graph, shapes, evidence):
        """Let the graph of each model be logged; note what it was before and after."""
        import torch

        from tbxlab.compat import tracing

        tracing.prepare()
        for name, model in zip(self.names, self.models(), strict=True):
            modes, weights = self.modes(model), self.weights(model)
            with evidence.writer(name) as writer:
                try:
                    log_graph(writer, model, torch.rand(shapes[name]))
                except torch.jit.TracingCheckError as error:
                    raise Wrong("graph-differs-from-itself", model=name) from error
            evidence.note(
                **{
                    name: {
                        "before": modes,
                        "after": self.modes(model),
                        "same": all(map(torch.equal, weights, self.weights(model))),
                    }
                }
            )

    def models(self):
        """Return two models in training: one whose batch norm is frozen, and a layer of a transformer."""
        from torch import nn

        frozen = nn.Sequential(
            nn.Conv2d(1, 4, 3),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.Conv2d(4, 4, 3),
            nn.Dropout(0.5),
            nn.Flatten(),
            nn.Linear(64, 10),
        )
        frozen[1].eval()
        return frozen, nn.TransformerEncoderLayer(8, 2, 16, batch_first=True)

    def modes(self, model):
        """Return for each module whether it is in training."""
        return {name or "the model": module.training for name, module in model.named_modules()}

    def weights(self, model):
        """Return copies of all that the model has learned."""
        return [each.detach().clone() for each in model.state_dict().values()]

    def verify(self, evidence, shapes):
        """Expect one graph each, of this model for this input, then every module in the mode it was in."""
        for name in self.names:
            graph = the_graph(evidence, name)
            found = [node.shapes[0] for node in ends(graph, "input") if node.shapes]
            if list(map(list, found)) != [shapes[name]]:
                raise Wrong("graph-other-input", model=name, expected=shapes[name], found=", ".join(map(str, found)))
            if name == "convolutions" and graph.ops[CONVOLUTION] != 2:
                raise Wrong("graph-other-model", model=name, expected=2, found=graph.ops[CONVOLUTION])
            noted = evidence.answers[name]
            for module, training in noted["before"].items():
                if noted["after"][module] != training:
                    mode = {True: "training", False: "evaluation"}
                    raise Wrong(
                        "graph-modes", model=name, module=module, before=mode[training], after=mode[not training]
                    )
            if not noted["same"]:
                raise Wrong("graph-weights", model=name)


@exercise("4.7")
class LayerTable:
    """Does the text hold a Markdown table with every layer, its shape and its parameters?"""

    tag = "model/layers"

    def case(self, seed):
        """Draw the sizes of a model."""
        draw = random.Random(seed)
        return {"batch": draw.randint(3, 9), "width": draw.randint(5, 12), "out": draw.randint(13, 19)}

    def drive(self, log_layers, sizes, evidence):
        """Let the table of a model be logged; note what torch itself says of the layers."""
        import torch
        from torch import nn

        width, out = sizes["width"], sizes["out"]
        model = nn.Sequential()
        model.add_module("stem", nn.Conv2d(1, width, 3))
        model.add_module("norm", nn.BatchNorm2d(width))
        model.add_module("act", nn.ReLU())
        model.add_module("deep", nn.Conv2d(width, out, 3))
        model.add_module("flat", nn.Flatten())
        model.add_module("head", nn.Linear(out * 16, 10))
        X = torch.rand(sizes["batch"], 1, 8, 8)
        rows, at = [], X
        for name, layer in model.named_children():
            at = layer(at)
            count = sum(weight.numel() for weight in layer.parameters())
            if count:
                rows.append({"layer": name, "shape": list(at.shape), "parameters": count})
        with evidence.writer() as writer:
            log_layers(writer, model, X)
        evidence.note(rows=rows)

    def verify(self, evidence, sizes):
        """Expect Markdown that is drawn as a table, and in it each layer and the sum."""
        texts = evidence.run().texts if "." in evidence.runs else {}
        tags = [tag for tag in texts if tag in (self.tag, f"{self.tag}/text_summary")]  # tensorboardX adds a word
        if not tags:
            raise Wrong("table-no-text", tag=self.tag, found=", ".join(texts) or "none")
        text = texts[tags[0]].values[-1]
        lines = text.splitlines()
        if not any("|" in line for line in lines):
            raise Wrong("table-no-table", found=text[:60])
        if not any(re.fullmatch(r" {0,3}\|?( *:?-+:? *\|)+( *:?-+:? *)?\|? *", line) for line in lines):
            indented = any(re.match(r"( {4}|\t)\s*\|?[ :|-]+$", line) for line in lines)
            raise Wrong("table-indented" if indented else "table-no-rule", found=lines[0][:60])
        rows = [line for line in lines if "|" in line]
        expected = evidence.answers["rows"]
        for row in expected:
            self.verify_row(rows, row)
        total = sum(row["parameters"] for row in expected)
        if not any(total in numbers(line) for line in lines):
            raise Wrong("table-no-total", total=total)

    def verify_row(self, rows, row):
        """Expect one line with the name of a layer, its shape and the number of its parameters."""
        of = [line for line in rows if re.search(rf"\b{row['layer']}\b", line)]
        if not of:
            raise Wrong("table-no-layer", layer=row["layer"])
        found = [numbers(line) for line in of]
        if not any(row["parameters"] in each for each in found):
            raise Wrong("table-parameters", layer=row["layer"], found=of[0].strip())
        if not any(contains(each, row["shape"]) or contains(each, row["shape"][1:]) for each in found):
            raise Wrong("table-shape", layer=row["layer"], found=of[0].strip())


def numbers(line):
    """Return the whole numbers of a line; 1,234 and 1_234 are one number each, [5, 12] are two."""
    joined = re.sub(r"(?<=\d)[,_](?=\d{3}(?!\d))", "", line)
    return [int(each) for each in re.findall(r"\d+", joined)]


def contains(found, wanted):
    """Return whether the list ``wanted`` stands in ``found`` in one piece."""
    return any(found[i : i + len(wanted)] == wanted for i in range(len(found) - len(wanted) + 1))
