"""The checks of lab 02: one module for each exercise or pair."""
