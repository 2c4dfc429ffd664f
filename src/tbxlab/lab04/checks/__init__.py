"""The checks of lab 04: one module for each exercise or pair."""
