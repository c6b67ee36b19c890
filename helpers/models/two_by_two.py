"""The four counts of a two-arm trial with a yes/no outcome."""

from __future__ import annotations

from dataclasses import dataclass

from helpers.errors import Impossible, check_count, shorten

MOST_PATIENTS = 1_000_000
"""Of an arm: more than any trial had, and few enough for every method to keep its digits and to come to an end."""


@dataclass(frozen=True)
class TwoByTwo:
    """Responders and patients in a treatment and a control arm.

    Parameters
    ----------
    responders_treatment, responders_control : int
        Patients with the outcome. The outcome is a good one: more is better.
    n_treatment, n_control : int
        All patients of the arm, responders and non-responders together, 1 to 1 000 000.

    Raises
    ------
    Impossible
        If a count is not whole, is negative or above a million, or if there are more responders than patients.

    Examples
    --------
    >>> TwoByTwo(37, 47, 21, 48).proportion_control
    0.4375
    >>> TwoByTwo(7, 9, 9, 8)
    Traceback (most recent call last):
    ...
    helpers.errors.Impossible: responders_control = 9 is impossible: it must be a whole number from 0 to 8 (n_control).
    """

    responders_treatment: int
    n_treatment: int
    responders_control: int
    n_control: int

    def __post_init__(self) -> None:
        for arm in ("treatment", "control"):
            n = check_count(f"n_{arm}", getattr(self, f"n_{arm}"), low=1)
            if n > MOST_PATIENTS:
                raise Impossible(f"n_{arm} = {shorten(n)} is impossible here: choose 1 to {MOST_PATIENTS} patients.")
            responders = check_count(f"responders_{arm}", getattr(self, f"responders_{arm}"), high=n, of=f"n_{arm}")
            # A numpy integer becomes an int, so that products of counts never overflow.
            object.__setattr__(self, f"n_{arm}", n)
            object.__setattr__(self, f"responders_{arm}", responders)

    @property
    def counts(self) -> tuple[int, int, int, int]:
        """Responders and patients on treatment, then on control."""
        return self.responders_treatment, self.n_treatment, self.responders_control, self.n_control

    @property
    def proportion_treatment(self) -> float:
        """Responders / patients in the treatment arm, 0 to 1."""
        return self.responders_treatment / self.n_treatment

    @property
    def proportion_control(self) -> float:
        """Responders / patients in the control arm, 0 to 1."""
        return self.responders_control / self.n_control

    @property
    def n(self) -> int:
        """Patients of both arms."""
        return self.n_treatment + self.n_control

    @property
    def responders(self) -> int:
        """Responders of both arms."""
        return self.responders_treatment + self.responders_control

    @property
    def all_alike(self) -> bool:
        """True if nobody or everybody responded, so that the arms cannot differ."""
        return self.responders in (0, self.n)


def check_arms(
    responders_treatment: int, n_treatment: int, responders_control: int, n_control: int, *, largest: int
) -> TwoByTwo:
    """Return the table if no arm has more patients than what follows can compute, `largest`.

    Raises
    ------
    Impossible
        If a count cannot be, or an arm is larger.

    Examples
    --------
    >>> check_arms(37, 47, 21, 48, largest=1000).n
    95
    """
    for arm, n in (("treatment", n_treatment), ("control", n_control)):
        check_count(f"n_{arm}", n, low=1, high=largest)
    return TwoByTwo(responders_treatment, n_treatment, responders_control, n_control)
