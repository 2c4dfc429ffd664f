"""Judges a notebook again at each save: file events in, quick verdicts out, single keys for the rest.

Data flows: a save (``saves``) → which cells it touches (``cells``, ``names``) → run in a kernel that stays warm
(``kernel``) → verdicts (``session``) → the screen (``view``); ``loop`` ties them to the keys (``keys``).
"""

from tbxlab.compat import light_nbformat  # noqa: F401
