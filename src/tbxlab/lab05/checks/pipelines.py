"""Check of lab 05's diagnosis: four pipelines, of which some are broken from some step on."""

from typing import Any

from tbxlab.grading.case import Case
from tbxlab.grading.core import exercise
from tbxlab.grading.evidence import Evidence
from tbxlab.grading.patients import judge_each, raise_together
from tbxlab.grading.verdict import Wrong
from tbxlab.lab05.checks.given import expect_keys, given, is_whole

PIPELINES: dict[str, tuple[str, int | None]] = {
    "a": ("channels swapped", 60),
    "b": ("healthy", None),
    "c": ("wrapped", 40),
    "d": ("HWC as CHW", 0),
}
"""Each run's cause, and the first logged step that shows it."""
WOULD_SHOW = {
    "healthy": "pipeline-not-healthy",
    "wrapped": "pipeline-not-wrapped",
    "channels swapped": "pipeline-not-swapped",
    "HWC as CHW": "pipeline-not-reshaped",
    "not normalized": "pipeline-not-raw",
    "one batch": "pipeline-not-one-batch",
}
"""Each cause, with the message for those who name it where it is another."""
SEEN_IN = "network/batch"


@exercise("5.3")
class FourPipelines:
    """Is each pipeline's fault found, with where and from when it is seen?"""

    def case(self, seed: int) -> Case[None, None]:
        """Nothing to draw: the runs are always the same."""
        return Case(given=None, true=None)

    def drive(self, answer: Any, given: None, evidence: Evidence) -> None:
        """Keep the answer."""
        evidence.note(findings=answer)

    def verify(self, evidence: Evidence, case: Case[None, None]) -> None:
        """Judge all four; a wrong cause is told what it would show, never the right one; then tag and step."""
        findings = evidence.answers["findings"]
        expect_keys(findings, tuple(PIPELINES), "findings")
        raise_together(judge_each(PIPELINES, lambda name: self.judge(name, findings[name])), "pipeline-several")

    def judge(self, name: str, finding: Any) -> None:
        """Raise Wrong for what is wrong with the finding on one run."""
        expected, first = PIPELINES[name]
        if not is_finding(finding):
            raise Wrong("pipeline-form", run=name, found=repr(finding), causes=", ".join(WOULD_SHOW))
        cause, tag, step = finding
        run = given(name)
        if cause != expected:
            mean, std = run.scalars["network/mean"].values, run.scalars["network/std"].values
            raise Wrong(
                WOULD_SHOW[cause],
                run=name,
                mean_first=mean[0],
                mean_last=mean[-1],
                std_first=std[0],
                std_last=std[-1],
            )
        if first is None:
            if step is not None:
                raise Wrong("pipeline-step-none", run=name, found=repr(step))
            return
        tags = [*run.scalars, *run.images]
        if tag not in tags:
            raise Wrong("pipeline-no-tag", run=name, tag=tag, found=", ".join(tags))
        if tag != SEEN_IN:
            raise Wrong("pipeline-before" if tag == "dataset/batch" else "pipeline-tag", run=name, tag=tag, cause=cause)
        steps = run.images[SEEN_IN].steps.tolist()
        if not is_whole(step) or step not in steps:
            raise Wrong("pipeline-step-form", run=name, found=repr(step), steps=", ".join(map(str, steps)))
        if step != first:
            raise Wrong("pipeline-early" if step < first else "pipeline-late", run=name, step=step)


def is_finding(finding: Any) -> bool:
    """Return whether an answer is three values, the first a cause."""
    return isinstance(finding, list) and len(finding) == 3 and finding[0] in list(WOULD_SHOW)
