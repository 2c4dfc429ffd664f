"""Makers of lab 08's reference runs."""
