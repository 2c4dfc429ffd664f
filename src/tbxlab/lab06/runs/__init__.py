"""Makers of lab 06's reference runs."""
