"""What this machine shows: which of TensorBoard's two loaders runs here."""

from tbxlab.environment.finding import Finding, well


def data_server() -> str | None:
    """Return the path of TensorBoard's native data server, None where this platform has none."""
    try:
        from tensorboard_data_server import server_binary
    except ImportError:
        return None
    return server_binary()


def loader(binary: str | None) -> Finding:
    """Which loader draws the charts? They differ where steps repeat or run backwards; both are well."""
    return well("loader-fast") if binary else well("loader-slow")
