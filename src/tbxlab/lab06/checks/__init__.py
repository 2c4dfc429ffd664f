"""The checks of lab 06: one module for each exercise or pair."""
