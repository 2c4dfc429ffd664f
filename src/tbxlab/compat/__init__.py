"""Everything that bends another package: one trick a file, for which version, why, and when it may go."""
