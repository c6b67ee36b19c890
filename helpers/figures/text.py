"""How pictures print numbers: with a true minus sign, and none before zero."""

from __future__ import annotations

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
