"""What a learner's machine needs (doctor) and what runs on it while they learn (learn)."""
