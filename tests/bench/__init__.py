"""Measurements of the explorers; they print and never fail by the clock."""
