"""Marking the assignment: the key, the judge, and everything that reads what a class has handed in.

A copy for learners leaves this folder out. `python -m helpers.learning.mark` is its door.
"""
