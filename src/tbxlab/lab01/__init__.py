"""Lab 01: ``logdirs`` makes log directories to be read."""
