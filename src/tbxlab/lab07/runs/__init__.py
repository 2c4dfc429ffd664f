"""Makers of lab 07's reference runs."""
