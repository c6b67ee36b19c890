"""All exercises of the course: id -> the function that builds it; one module a notebook."""

from helpers.learning.exercises import primary_endpoint, start_here, trial_design

BUILDERS = {**start_here.BUILDERS, **trial_design.BUILDERS, **primary_endpoint.BUILDERS}
