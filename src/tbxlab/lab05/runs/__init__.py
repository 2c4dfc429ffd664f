"""Makers of lab 05's reference runs."""
