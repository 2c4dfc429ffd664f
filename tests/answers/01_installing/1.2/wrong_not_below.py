# caught: directory-outside
import tempfile
import uuid
from pathlib import Path


def own_directory(runs, name):
    return Path(tempfile.gettempdir()) / f"{name}-{uuid.uuid4()}"
