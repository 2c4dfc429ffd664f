"""Makers of lab 02's reference runs."""
