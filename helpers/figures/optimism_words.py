"""What the picture of optimism says: headline, sentence, alternative text, table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import pandas as pd

from helpers.evidence.status import Provenance
from helpers.figures.text import print_number
from helpers.models.optimism import GuessingNeeded, OptimismResponders


@dataclass(frozen=True)
class Optimism:
    """What the picture shows.

    Attributes
    ----------
    result : OptimismResponders
        Two invented arms.
    bar : int
        The bar in front, points.
    needed : GuessingNeeded
        How many of the IVIg arm would have to guess for the published difference at this bar.
    published : mapping of int to (float, float)
        Bar -> percent of ProDERM's IVIg and placebo arms who reached it, as counted: for scale.
    published_difference : mapping of int to float
        Bar -> the difference as printed, points.
    provenance : Provenance
    """

    result: OptimismResponders
    bar: int
    needed: GuessingNeeded
    published: Mapping[int, tuple[float, float]]
    published_difference: Mapping[int, float]
    provenance: Provenance

    @property
    def now(self) -> float:
        """The difference at the bar in front, points."""
        return 100 * self.result.difference[self.bar]

    @property
    def sober(self) -> float:
        """The same with nobody optimistic."""
        return 100 * self.result.sober_difference[self.bar]

    @property
    def has_guessing(self) -> bool:
        """Whether anybody on IVIg is more optimistic than the rest."""
        return self.result.guessers > 0 and self.result.extra > 0

    @property
    def has_optimism(self) -> bool:
        """Whether anybody is optimistic at all."""
        return self.result.shared > 0 or self.has_guessing

    @property
    def lifted(self) -> tuple[float, float]:
        """Percent of the IVIg and of the placebo arm whom optimism lifts over the bar in front."""
        result = self.result
        return (
            100 * (result.ivig[self.bar] - result.ivig_sober[self.bar]),
            100 * (result.placebo[self.bar] - result.placebo_sober[self.bar]),
        )


def write_headline(optimism: Optimism) -> str:
    """Say the difference at the bar in front, and what it is made of."""
    result, bar = optimism.result, optimism.bar
    now, sober = print_number(optimism.now), print_number(optimism.sober)
    if result.drug_effect == 0:
        if now != "0.0":
            return f"{now} points at TIS {bar} from guessing\nalone: the drug does nothing here"
        if optimism.has_guessing:
            return f"No difference to speak of at TIS {bar}:\nguessing lifts nobody that far"
        why = "both arms are equally optimistic" if result.shared else "no effect, and nobody optimistic"
        return f"No difference at TIS {bar}:\n{why}"
    if sober == "0.0":
        return _write_headline_of_little(optimism)
    if not optimism.has_optimism:
        return f"{now} points at TIS {bar} from a real\neffect: nobody is optimistic"
    if now == sober:
        return f"A real {sober} points at TIS {bar}\nstay as many under optimism"
    word = "swell to" if optimism.now > optimism.sober else "shrink to"
    return f"A real {sober} points at TIS {bar}\n{word} {now} under optimism"


def _write_headline_of_little(optimism: Optimism) -> str:
    """Say of an effect that this bar hardly shows, that it is there, and what optimism makes of it."""
    now = print_number(optimism.now)
    if not optimism.has_optimism:
        return f"A real effect, but less than 0.1 points\nat TIS {optimism.bar}: nobody is optimistic"
    under = "no more" if now == "0.0" else now
    return f"A real effect of less than 0.1 points:\n{under} under optimism at TIS {optimism.bar}"


def write_settings(result: OptimismResponders) -> str:
    """Return the two lines that name what is assumed."""
    return f"{_name_optimism(result)}\n{_name_truth(result)}"


def _name_optimism(result: OptimismResponders) -> str:
    """Say who is rated too well; what is nothing is left out, or said in words."""
    everybody = f"All rated {result.shared:g} cm too well" if result.shared else "Nobody is rated too well"
    share = f"{100 * result.guessers:.0f} % of IVIg"
    if not result.guessers:
        guessing = f"nobody guesses (else {result.extra:g} cm more)" if result.extra else "nobody guesses"
        return f"{everybody}; {guessing}"
    if not result.extra:
        return f"{everybody}; {share} guess, to no effect"
    if result.shared:
        return f"{everybody}; {share} guess: {result.extra:g} cm more"
    return f"{share} guess and are rated {result.extra:g} cm too well"


def _name_truth(result: OptimismResponders) -> str:
    """Say what drug and time do in truth."""
    drug = f"Drug takes {100 * result.drug_effect:.0f} % of activity" if result.drug_effect else "The drug does nothing"
    if result.course == "unchanged":
        return f"{drug}; {'else ' if result.drug_effect else ''}all stay as they are"
    return f"{drug}; drift: some better, some worse"


def read_optimism(optimism: Optimism) -> str:
    """Read the picture in four short sentences."""
    result, bar = optimism.result, optimism.bar
    first = (
        f"TIS {bar}: {100 * result.ivig[bar]:.1f} % on IVIg, {100 * result.placebo[bar]:.1f} % on placebo, "
        f"{print_number(optimism.now)} points apart."
    )
    rating, truth = write_settings(result).splitlines()
    return f"{first} Invented: {rating[0].lower()}{rating[1:]}. {truth}. {_explain(optimism)}"


def _explain(optimism: Optimism) -> str:
    result = optimism.result
    if result.drug_effect == 0:
        return (
            _explain_guessing(optimism)
            if optimism.has_guessing
            else ("What is alike in both arms makes no difference out of nothing.")
        )
    if not optimism.has_optimism:
        return "Nobody is optimistic: the difference is the effect."
    ivig, placebo = (print_number(share) for share in optimism.lifted)
    if ivig == placebo:
        why = "as many, so the difference stays"
    elif optimism.now < optimism.sober:
        why = "fewer on IVIg were left below it"
    elif optimism.has_guessing:
        why = "those who guess are all on IVIg"
    else:
        why = "more on IVIg stood within reach of it"
    return f"Optimism lifts {ivig} % of IVIg and {placebo} % of placebo over this bar: {why}."


def _explain_guessing(optimism: Optimism) -> str:
    """Say how much guessing the published difference would take, if nothing else made it."""
    needed, published = optimism.needed, f"{optimism.published_difference[optimism.bar]:g}"
    if needed.fraction is None:
        most = print_number(100 * needed.most)
        return f"If all on IVIg guessed it would be {most} points, not the published {published}."
    return f"The published {published} points would take {100 * needed.fraction:.0f} % guessing: possible, not shown."


def describe_optimism(optimism: Optimism) -> str:
    """Return the alternative text."""
    result = optimism.result
    rows = "; ".join(
        f"TIS {bar}: IVIg {100 * result.ivig[bar]:.1f} %, placebo {100 * result.placebo[bar]:.1f} %, "
        f"{print_number(100 * result.difference[bar])} points (with nobody optimistic "
        f"{print_number(100 * result.sober_difference[bar])}, published {optimism.published_difference[bar]:g})"
        for bar in result.ivig
    )
    settings = write_settings(result).replace("\n", ". ")
    third = ", and in front with nobody optimistic" if optimism.has_optimism else ""
    return (
        f"For each bar a circle for IVIg and a square for placebo on a line from 0 to 100 %: as set, as published"
        f"{third}. {rows}. In front: TIS {optimism.bar}. {settings}."
    )


def tabulate_optimism(optimism: Optimism) -> pd.DataFrame:
    """Return the numbers of the picture with what is assumed."""
    result = optimism.result
    rows = []
    for bar in result.ivig:
        front = ", in front" if bar == optimism.bar else ""
        ivig, placebo = optimism.published[bar]
        rows += [
            _row(f"TIS {bar}{front}", "as set", 100 * result.ivig[bar], 100 * result.placebo[bar]),
            _row(
                f"TIS {bar}{front}", "nobody optimistic", 100 * result.ivig_sober[bar], 100 * result.placebo_sober[bar]
            ),
            _row(f"TIS {bar}{front}", "published (ProDERM), for scale", ivig, placebo),
        ]
    needed = optimism.needed
    settings = [
        ("shared optimism (cm)", result.shared),
        ("IVIg arm who guess (%)", round(100 * result.guessers, 1)),
        ("more in those who guess (cm)", result.extra),
        ("activity that the drug takes away (%)", round(100 * result.drug_effect, 1)),
        ("without the drug", "nobody changes" if result.course == "unchanged" else "patients drift"),
        (
            f"guessers needed for {100 * needed.target:g} points at TIS {needed.bar} (% of IVIg)",
            "no fraction makes it" if needed.fraction is None else round(100 * needed.fraction, 1),
        ),
    ]
    rows += [
        {"bar": "all", "state": name if name.startswith("guessers") else f"assumed: {name}", "value": value}
        for name, value in settings
    ]
    columns = ["bar", "state", "IVIg (%)", "placebo (%)", "IVIg minus placebo (points)", "value"]
    return pd.DataFrame([[row.get(column, "") for column in columns] for row in rows], columns=columns)


def _row(bar: str, state: str, ivig: float, placebo: float) -> dict[str, object]:
    return {
        "bar": bar,
        "state": state,
        "IVIg (%)": round(ivig, 2),
        "placebo (%)": round(placebo, 2),
        "IVIg minus placebo (points)": round(ivig - placebo, 2),
    }
