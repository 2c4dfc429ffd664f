"""What chapter and lab 07 need of Keras: the callback that watches a ``fit`` through tensorboardX, and the CNN."""

try:
    import keras  # noqa: F401
except ModuleNotFoundError as missing:
    raise ModuleNotFoundError(
        f"tbxlab.keras needs Keras and TensorFlow, and {missing.name} is not installed. "
        'Next, in the course\'s folder: pip install -e ".[keras]"',
        name=missing.name,
    ) from missing

from tbxlab.keras.callback import TensorBoardX

__all__ = ["TensorBoardX"]
