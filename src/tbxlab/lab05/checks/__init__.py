"""The checks of lab 05: one module for each exercise or pair."""
