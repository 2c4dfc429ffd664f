"""Makers of lab 10's reference runs."""
