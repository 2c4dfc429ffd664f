"""Makers of lab 09's reference runs."""
