"""What a check is (``core``), what it judges (``evidence``), and one module of checks for each lab."""
