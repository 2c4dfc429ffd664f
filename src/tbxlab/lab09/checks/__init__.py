"""The checks of lab 09: one module for each exercise or pair."""
