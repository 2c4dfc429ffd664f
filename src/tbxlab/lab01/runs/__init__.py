"""Makers of lab 01's reference runs."""
