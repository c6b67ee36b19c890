"""All predictions of the course by item; one module a notebook."""

from helpers.learning.predictions import start_here

PREDICTIONS = {prediction.item: prediction for prediction in start_here.PREDICTIONS}
