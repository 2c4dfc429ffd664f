"""Makers of lab 03's reference runs."""
