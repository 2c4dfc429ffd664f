"""The checks of lab 01: one module for each exercise or pair."""
