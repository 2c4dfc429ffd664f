"""Curves as tables: one CSV file of many runs, and the mean of runs that differ in their seed.

runs = events.read_tree("runs/search")
with open("curves.csv", "w", newline="", encoding="utf-8") as file:
    tables.write_csv(runs, file)
tables.write_means(runs, "runs/search-mean")
"""

from tbxlab.tables.comma import write_csv
from tbxlab.tables.mean import Curve, combine
from tbxlab.tables.output import Written, write_means
from tbxlab.tables.seeds import NothingToAverage, group

__all__ = ["Curve", "NothingToAverage", "Written", "combine", "group", "write_csv", "write_means"]
