"""What the explorers are measured against, each as the cell of a notebook that one would write."""

from __future__ import annotations

ECHO = """
import ipywidgets

slider, echo = ipywidgets.IntSlider(50, 0, 100, description="Value"), ipywidgets.HTML("50")
slider.observe(lambda change: setattr(echo, "value", f"<b>{change.new}</b>"), "value")
ipywidgets.VBox([slider, echo])
"""
"""The floor: a key press that goes to the kernel and comes back as text."""

BARS = """
import matplotlib.pyplot as plt
import pandas as pd
import seaborn as sns
from ipywidgets import IntSlider, interact


def draw(responders):
    patients = pd.DataFrame({
        "arm": ["IVIg"] * 47 + ["placebo"] * 48,
        "responder": [1] * responders + [0] * (47 - responders) + [1] * 21 + [0] * 27,
    })
    fig, ax = plt.subplots(figsize=(4.8, 4.1))
    sns.barplot(data=patients, x="arm", y="responder", hue="arm", ax=ax)
    ax.set(ylim=(0, 1), ylabel="proportion", title=f"{responders} of 47 against 21 of 48")
    plt.show()


interact(draw, responders=IntSlider(37, 0, 47));
"""
"""The least one would write: two bars with seaborn's own intervals, at the size of our pictures. It has two thirds of
their dots, and no words.
"""

PATIENTS = """
import matplotlib.pyplot as plt
import numpy as np
import pandas as pd
import seaborn as sns
from ipywidgets import IntSlider, interact

rng = np.random.default_rng(0)
scores = pd.DataFrame({"arm": ["IVIg"] * 47 + ["placebo"] * 48, "tis": rng.normal(35, 22, 95)})


def draw(shift):
    moved = scores.assign(tis=scores["tis"] + shift * (scores["arm"] == "IVIg"))
    fig, ax = plt.subplots(figsize=(4.8, 4.1))
    sns.histplot(data=moved, x="tis", hue="arm", bins=range(-60, 161, 10), kde=True, ax=ax)
    ax.set(xlim=(-60, 160), ylim=(0, 20), title=f"IVIg {shift} points higher")
    plt.show()


interact(draw, shift=IntSlider(20, 0, 60));
"""
"""What everybody writes: every patient of both arms, as a histogram with seaborn's curves. The design's target of three
times was set beside such a picture, of 400 patients.
"""
