"""The personal assignment of notebook 06: a trial drawn from an id, the questions, and what an answer must look like.

What is right stands in `helpers.learning.mark` alone, which a copy for learners may leave out.
"""
