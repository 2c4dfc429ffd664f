"""Spikes of a language model's loss: what causes them, how the pool of logs is made, which of them come back."""
