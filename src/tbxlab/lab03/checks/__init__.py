"""The checks of lab 03: one module for each exercise or pair."""
