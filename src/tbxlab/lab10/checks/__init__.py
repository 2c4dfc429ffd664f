"""The checks of lab 10: one module for each exercise or pair."""
