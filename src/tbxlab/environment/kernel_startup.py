"""What each kernel of `tbxlab learn` runs first: says so where an import takes long, or where a package is not there.

IPython runs it in the notebook's own namespace (PYTHONSTARTUP), so it leaves no name in it.
"""


def _tbxlab_start() -> None:
    import contextlib
    import os
    import runpy

    with contextlib.suppress(ImportError):  # another Python, typed in a terminal of JupyterLab
        from tbxlab.environment import slow_imports

        slow_imports.install()
    own = os.environ.get("TBXLAB_STARTUP", "")
    if own and os.path.isfile(own):  # noqa: PTH113 - nothing else is imported here
        runpy.run_path(own)


try:
    _tbxlab_start()
finally:
    del _tbxlab_start
