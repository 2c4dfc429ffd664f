"""The checks of lab 07: one module for each exercise or pair."""
