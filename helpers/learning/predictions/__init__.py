"""All predictions of the course by item; one module a notebook."""

from helpers.learning.predictions import primary_endpoint, start_here, trial_design

PREDICTIONS = {
    prediction.item: prediction
    for notebook in (start_here, trial_design, primary_endpoint)
    for prediction in notebook.PREDICTIONS
}
