"""All exercises of the course: id -> the function that builds it; one module a notebook."""

from helpers.learning.exercises import start_here

BUILDERS = {**start_here.BUILDERS}
