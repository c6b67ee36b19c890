"""How pictures print numbers, with a true minus sign and none before zero, and put words together."""

from __future__ import annotations

from collections.abc import Iterable

from helpers.models.rendering import format_number


def print_number(value: float, decimals: int = 1) -> str:
    """Print a number with a true minus sign.

    >>> print_number(34.97), print_number(-1.29), print_number(-0.04), print_number(-7.3, 0)
    ('35.0', '−1.3', '0.0', '−7')
    """
    return format_number(value, decimals).replace("-", "−")


def print_signed(value: float, decimals: int = 1) -> str:
    """Print a number with its sign, plus or a true minus; zero has none.

    >>> print_signed(26.14), print_signed(-30.4), print_signed(0.01), print_signed(5, 0)
    ('+26.1', '−30.4', '0.0', '+5')
    """
    text = print_number(value, decimals)
    return text if value <= 0 or float(text) == 0 else f"+{text}"


def name_tick(points: int) -> str:
    """Name a tick of a difference in percentage points; zero tells the unit.

    >>> name_tick(-50), name_tick(0), name_tick(100)
    ('−50', '0 points', '+100')
    """
    return print_signed(points, 0) if points else "0 points"


def print_points(difference: float, decimals: int = 0) -> str:
    """Print a difference of two fractions as percentage points with their sign.

    >>> print_points(-0.2449), print_points(0.35704, 1)
    ('−24', '+35.7')
    """
    return print_signed(100 * difference, decimals)


def print_limits(lower: float, upper: float, decimals: int = 0) -> str:
    """Print both limits of such a difference.

    >>> print_limits(-0.0512, 0.3)
    '−5 to +30'
    """
    return f"{print_points(lower, decimals)} to {print_points(upper, decimals)}"


def print_count(number: float) -> str:
    """Print a whole number with thin spaces between thousands.

    >>> print_count(10_000) == "10\\u202f000"
    True
    """
    return f"{number:,.0f}".replace(",", "\u202f")


def list_words(items: Iterable[object]) -> str:
    """Join items for a sentence.

    >>> list_words([8]), list_words([8, 12]), list_words([4, 8, 12])
    ('8', '8 and 12', '4, 8 and 12')
    """
    *first, last = map(str, items)
    return f"{', '.join(first)} and {last}" if first else last


def begin_sentence(words: str) -> str:
    """Write words with a capital, as at the beginning of a line, and leave their other letters alone.

    >>> begin_sentence("as many as can be on IVIg")
    'As many as can be on IVIg'
    """
    return words[0].upper() + words[1:]
