"""All exercises of the course: id -> the function that builds it; one module a notebook."""

from helpers.learning.exercises import (
    editorial_critique,
    msa_subtypes,
    primary_endpoint,
    secondary_endpoints,
    start_here,
    trial_design,
)

BUILDERS = {
    **start_here.BUILDERS,
    **trial_design.BUILDERS,
    **primary_endpoint.BUILDERS,
    **secondary_endpoints.BUILDERS,
    **editorial_critique.BUILDERS,
    **msa_subtypes.BUILDERS,
}
