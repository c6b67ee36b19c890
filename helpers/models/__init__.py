"""Numbers in, a frozen result out: scoring, two-group inference, fragility.

A result keeps its inputs, the name of the method and the level. Nothing here draws or knows a widget.
"""
