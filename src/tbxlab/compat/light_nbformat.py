"""Imports nbformat without the second that it spends on a grammar for international web addresses.

nbformat brings jsonschema, and that builds the grammar wherever the package rfc3987_syntax is installed, as it is
beside JupyterLab. No notebook's schema asks for such an address. So the package is hidden while nbformat is loaded,
and found again afterwards. The packages that read notebooks import this module first.

Seen with nbformat 5.11.1, jsonschema 4.26 and rfc3987-syntax 1.1: 1.2 s of CPU time without it, 0.2 s with it. May go
when importing nbformat no longer imports rfc3987_syntax.
"""

import sys

_GRAMMAR = "rfc3987_syntax"
_hide = _GRAMMAR not in sys.modules
if _hide:
    sys.modules[_GRAMMAR] = None  # type: ignore[assignment]
import nbformat  # noqa: E402, F401

if _hide:
    del sys.modules[_GRAMMAR]
