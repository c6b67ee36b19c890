"""Each crude test cites who described it."""

from __future__ import annotations

from helpers.models.crude_tests import crude_tests

# By hand, from the papers: the first author with the year, and the DOI where there is one.
DESCRIBED = {
    "pearson": ("Pearson", "1900", "10.1080/14786440009463897"),
    "n-1": ("Campbell", "2007", "10.1002/sim.2832"),
    "yates": ("Yates", "1934", "10.2307/2983604"),
    "g": ("Wilks", "1938", "10.1214/aoms/1177732360"),
    "g-yates": ("Wilks", "1938", "10.1214/aoms/1177732360"),
    "wald": ("Wald", "1943", "10.2307/1990256"),
    "log risk ratio": ("Katz", "1978", "10.2307/2530610"),
    "log odds ratio": ("Woolf", "1955", "10.1111/j.1469-1809.1955.tb01348.x"),
    "fisher": ("Fisher", "1935", "10.2307/2342435"),
    "fisher mid-p": ("Lancaster", "1961", "10.1080/01621459.1961.10482105"),
    "fisher doubled": ("Yates", "1984", ""),
    "barnard": ("Barnard", "1947", "10.1093/biomet/34.1-2.123"),
    "boschloo": ("Boschloo", "1970", "10.1111/j.1467-9574.1970.tb00104.x"),
    "arcsine": ("Cohen", "1988", ""),
    "welch": ("D'Agostino", "1988", "10.1080/00031305.1988.10475563"),
    "haldane": ("Haldane", "1956", "10.1111/j.1469-1809.1955.tb01285.x"),
    "freeman-tukey": ("Freeman", "1950", "10.1214/aoms/1177729756"),
}


def test_every_test_cites_the_paper_that_describes_it():
    tests = crude_tests(37, 47, 21, 48).tests
    assert {test.name for test in tests} == set(DESCRIBED)
    for test in tests:
        author, year, doi = DESCRIBED[test.name]
        assert test.citation.startswith(f"{author} ")
        # A journal's year stands before its volume, a book's before its chapter.
        assert f" {year};" in test.citation or f" {year}," in test.citation
        assert test.citation.partition("doi:")[2] == doi
