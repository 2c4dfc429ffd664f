diagnosis = dict(
    zip("abcde", [["wrong-logdir", 0], ["healthy", 132], ["unflushed", 0], ["same-second", 150], ["cut", 137]])
)
