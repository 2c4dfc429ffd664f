"""Many submissions: intake, walls, marks, exports, feedback."""
