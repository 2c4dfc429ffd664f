"""One run as the survey found it: which series it has, and how much of each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tbxlab.events.kinds import FIELDS
from tbxlab.share.reading import NUMBER, SIMPLE

Place = tuple[int, int, int]
"""File, record, place in the record: two places compare as they come in the run."""
_SCALAR_CLASSES = (0, 1)
"""DATA_CLASS_UNKNOWN, DATA_CLASS_SCALAR: what the metadata of a scalar may say."""


@dataclass
class Series:
    """One tag of a run."""

    first: Place
    form: str
    """What its first value is; see `reading.form`."""
    metadata: Any
    """The SummaryMetadata of its first value, None where it has none."""
    forms: set[str] = field(default_factory=set)
    plugins: set[str] = field(default_factory=set)
    """Plugins that its values name."""
    count: int = 0

    @property
    def plugin(self) -> str:
        """The plugin that its first value names."""
        return self.metadata.plugin_data.plugin_name if self.metadata else ""

    @property
    def shown_under(self) -> str:
        """The plugin under which TensorBoard shows it."""
        return FIELDS.get(self.form) or self.plugin

    @property
    def is_scalars(self) -> bool:
        """Whether TensorBoard makes one series of scalars of it, whatever forms its values have."""
        if not self.forms <= {SIMPLE, NUMBER}:
            return False
        known = self.metadata is not None and self.metadata.data_class in _SCALAR_CLASSES and self.plugin == "scalars"
        return self.form == SIMPLE or known

    @property
    def is_uniform(self) -> bool:
        """Whether all its values are of one form, and of one plugin."""
        return len(self.forms) == 1 and len(self.plugins - {""}) <= 1


@dataclass
class SurveyedFile:
    """How far a file was read, and what was there: what a training adds later is not copied."""

    end: int = 0
    digest: int = 0


@dataclass
class SurveyedRun:
    """One run directory, as it was found."""

    name: str
    path: Path
    files: list[Path]
    size: int
    """Bytes of its event files."""
    points: Counter = field(default_factory=Counter)
    """(plugin, tag) -> how many values were written."""
    plugins: dict[str, str] = field(default_factory=dict)
    """Tag -> plugin."""
    series: dict[str, Series] = field(default_factory=dict)
    """Tag -> what its values are."""
    read: dict[Path, SurveyedFile] = field(default_factory=dict)
    start: float | None = None
    """Wall time of its first event."""
    starts: int = 0
    """How often a writer began a session: from the second on, TensorBoard drops what came later than its step."""
    has_version: bool = False
    """Whether it begins with the version of the file's format; TensorBoard guesses restarts where it does not."""

    @property
    def is_plain(self) -> bool:
        """Whether TensorBoard shows all points of this run, or an even choice: none is dropped for a restart."""
        return self.has_version and self.starts < 2

    def own_scalars(self) -> dict[str, Series]:
        """The series that are answered without TensorBoard's loader, in the order of their first values."""
        if not self.is_plain:
            return {}
        return {tag: self.series[tag] for tag in self.in_order() if self.series[tag].is_scalars}

    def in_order(self) -> list[str]:
        """The tags in the order of their first values."""
        return sorted(self.series, key=lambda tag: self.series[tag].first)
