"""The checks of lab 08: one module for each exercise or pair."""
