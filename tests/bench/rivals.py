"""What the explorers are measured against, each as the cell of a notebook that one would write."""

from __future__ import annotations

ECHO = """
import ipywidgets

slider, echo = ipywidgets.IntSlider(50, 0, 100, description="Value"), ipywidgets.HTML("50")
slider.observe(lambda change: setattr(echo, "value", f"<b>{change.new}</b>"), "value")
ipywidgets.VBox([slider, echo])
"""
"""The floor: a key press that goes to the kernel and comes back as text."""

INTERACT = """
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
"""What everybody writes: both arms' responders with seaborn's own intervals, in two colours, at the size of our
pictures. It has two thirds of their dots, and no words.
"""
