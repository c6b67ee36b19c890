"""Colours that carry meaning stay apart for every kind of colour vision, and those of the arms on grey paper too.

Seen with no cones of one kind: Machado GM, Oliveira MM, Fernandes LAF. IEEE Trans Vis Comput Graph 2009;15:1291-8
(https://doi.org/10.1109/TVCG.2009.113), their matrices for severity 1, on linear RGB. Distances are those of CIE 1976
L*a*b* under D65 (CIE 15:2018), from sRGB (IEC 61966-2-1). Two patches side by side can just be told apart at about 2.3
(Mahy M, Van Eycken L, Oosterlinck A. Color Res Appl 1994;19:105-21).
"""

from __future__ import annotations

from itertools import combinations

import numpy as np
import pytest

from helpers.figures import style

VISIONS = {
    "three kinds of cones": np.eye(3),
    "protanopia": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216], [-0.003882, -0.048116, 1.051998]],
    "deuteranopia": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413], [-0.01182, 0.04294, 0.968881]],
    "tritanopia": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602], [0.004733, 0.691367, 0.3039]],
}
"""Kind of vision -> linear RGB as it is to linear RGB as it is seen."""

TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])
JUST_APART = 2.3

ARMS = {"IVIg": style.IVIG, "placebo": style.PLACEBO}
ARM_TINTS = {"IVIg": style.IVIG_PALE, "placebo": style.PLACEBO_PALE}
GREYS = {"ink": style.INK, "muted": style.MUTED, "grey": style.LABORATORY, "pale": style.PALE, "paper": style.PAPER}

AT_LEAST = [
    # The arms are what nearly every picture is about, and often far apart on it.
    pytest.param(ARMS, 20, id="arms"),
    pytest.param(ARM_TINTS, 8, id="tints of the arms"),
    # Who scored a measure: its name stands beside each bar, its number on each piece, the rater in the table.
    pytest.param(style.RATER_COLOURS, 4, id="raters"),
    pytest.param(GREYS, 4, id="greys"),
    # The stamp says its word; the colour only helps.
    pytest.param(style.STAMP_COLOURS, 4, id="stamps"),
]
"""Colours that stand side by side -> how many times `JUST_APART` they must keep in every vision."""


def read_linear(colour: str) -> np.ndarray:
    """Return "#RRGGBB" as linear RGB, 0 to 1."""
    channels = np.array([int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)])
    return np.where(channels <= 0.04045, channels / 12.92, ((channels + 0.055) / 1.055) ** 2.4)


def to_lab(linear: np.ndarray) -> np.ndarray:
    """Return linear RGB as L*, a* and b*."""
    relative = TO_XYZ @ linear / TO_XYZ.sum(axis=1)
    x, y, z = np.where(relative > (6 / 29) ** 3, np.cbrt(relative), relative / (3 * (6 / 29) ** 2) + 4 / 29)
    return np.array([116 * y - 16, 500 * (x - y), 200 * (y - z)])


def see(colour: str, vision: str) -> np.ndarray:
    """Return a colour as L*, a* and b* as it is seen; what no screen can show is cut."""
    return to_lab(np.clip(np.array(VISIONS[vision]) @ read_linear(colour), 0, 1))


def find_lightness(colour: str) -> float:
    """Return L* alone, 0 to 100: what a print in grey keeps."""
    return to_lab(read_linear(colour))[0]


@pytest.mark.parametrize(
    ("colour", "lab"),
    [
        ("#FFFFFF", (100, 0, 0)),
        ("#000000", (0, 0, 0)),
        ("#FF0000", (53.24, 80.09, 67.20)),
        ("#0000FF", (32.3, 79.19, -107.86)),
    ],
)
def test_the_formulas_give_known_values(colour, lab):
    assert see(colour, "three kinds of cones") == pytest.approx(lab, abs=0.1)


@pytest.mark.parametrize("vision", VISIONS)
def test_grey_is_seen_as_grey_by_everybody(vision):
    assert see(style.LABORATORY, vision) == pytest.approx((find_lightness(style.LABORATORY), 0, 0), abs=0.1)


@pytest.mark.parametrize("vision", VISIONS)
@pytest.mark.parametrize(("colours", "times"), AT_LEAST)
def test_colours_stay_apart_in_every_kind_of_vision(colours, times, vision):
    close = {
        f"{one} and {other}": round(distance, 1)
        for one, other in combinations(colours, 2)
        if (distance := np.linalg.norm(see(colours[one], vision) - see(colours[other], vision))) < times * JUST_APART
    }
    assert close == {}


def test_in_grey_the_arms_differ_from_each_other_and_from_the_paper():
    ivig, placebo, paper = map(find_lightness, (style.IVIG, style.PLACEBO, style.PAPER))
    assert placebo - ivig > 20
    assert paper - placebo > 20


def test_the_greys_are_steps_of_lightness():
    steps = np.diff([find_lightness(grey) for grey in GREYS.values()])
    assert min(steps) > 4 * JUST_APART
