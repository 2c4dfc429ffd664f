"""Makers of lab 04's reference runs."""
