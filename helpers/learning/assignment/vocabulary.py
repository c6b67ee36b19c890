"""The words from which a trial is put together. Drugs and acronyms are invented; classes and antibodies exist."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class DrugClass:
    """A class of drugs, and how one of it is given.

    Attributes
    ----------
    name : str
        With its article: "an inhibitor of Janus kinases".
    ending : str
        Of the names of its drugs.
    route : str
    rare_events : tuple of str
        With their articles.
    """

    name: str
    ending: str
    route: str
    rare_events: tuple[str, ...]


_CLOT = ("a deep vein thrombosis", "a pulmonary embolism")
_INFECTION = ("an anaphylactic reaction", "an opportunistic infection")

CLASSES = (
    DrugClass("an inhibitor of Janus kinases", "citinib", "by mouth, once a day", (*_CLOT, "a perforation of the gut")),
    DrugClass(
        "an inhibitor of tyrosine kinase 2",
        "vacitinib",
        "by mouth, twice a day",
        (*_CLOT, "an opportunistic infection"),
    ),
    DrugClass(
        "an antibody against the type I interferon receptor",
        "frolumab",
        "by infusion, every four weeks",
        _INFECTION,
    ),
    DrugClass("an antibody against interferon beta", "betumab", "by infusion, every four weeks", _INFECTION),
    DrugClass(
        "a blocker of the neonatal Fc receptor",
        "gacimab",
        "under the skin, once a week",
        ("an anaphylactic reaction", "an opportunistic infection"),
    ),
    DrugClass(
        "an inhibitor of complement factor C5",
        "colimab",
        "by infusion, every two weeks",
        ("an anaphylactic reaction", "a meningococcal infection"),
    ),
    DrugClass(
        "an antibody against interleukin 6",
        "sirimab",
        "under the skin, every two weeks",
        ("an anaphylactic reaction", "a perforation of the gut"),
    ),
    DrugClass("a modulator of cereblon", "domide", "by mouth, once a day", _CLOT),
)

STEMS = (
    "aldo", "bere", "calo", "dori", "elu", "fena", "gavi", "helo", "iso", "jora", "kani", "levo", "mira", "nolu", "ora",
    "pavi", "quera", "rilo", "sela", "tavo", "ulo", "vira", "xeno", "yolu", "zeri",
)  # fmt: skip
"""First part of the drugs' names."""

ACRONYMS = (
    "ARDUNEL", "BRISKEN", "CALVIDO", "DORNEVE", "ESKARION", "FENDALIS", "GORVAN", "HESPARIL", "ILVEDRA", "JUNDOR",
    "KALMERID", "LUTVEN", "MORDALIN", "NIVREK", "OSTALVO", "PELDARIS", "QUILDREN", "RASMOVE", "SUNDALIR", "TORVELIN",
    "ULMARIK", "VESPADOR", "WILDREVA", "YSTAREN", "ZELDORIM",
)  # fmt: skip
"""Of the trials."""

ANTIBODIES = ("anti-Mi-2", "anti-TIF1γ", "anti-NXP2", "anti-MDA5", "no known antibody")
"""Of dermatomyositis, those that up to a quarter of an arm may have, and none of them. A patient has one at most."""
