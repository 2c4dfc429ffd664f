"""Hand a run to someone else: the real TensorBoard interface over a frozen copy of a log, as a plain folder.

from tbxlab.share import share

shared = share("runs", "public/my-run")        # TensorBoard as a folder, for any static host
shared.replaced                                # names and paths that were taken out
"""

from tbxlab.compat.tensorboard_private import TensorBoardChanged
from tbxlab.share.folder import NotAShare
from tbxlab.share.sharing import NothingToShare, Options, SharedFolder, share
from tbxlab.share.surveys import Survey, survey

__all__ = [
    "NotAShare",
    "NothingToShare",
    "Options",
    "SharedFolder",
    "Survey",
    "TensorBoardChanged",
    "share",
    "survey",
]
