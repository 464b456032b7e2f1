"""Colours of charts; those of the pages stand in `assets/yibao.css`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Palette:
    """The colours of one theme."""

    ink: str
    soft: str
    line: str
    card: str
    series: tuple[str, ...]
    types: dict[str, str]  # of the nodes of a graph


_SERIES_LIGHT = ("#0b5d54", "#b7791f", "#6b5b95", "#96301f", "#3f7cac", "#7a8b45", "#8a6d5a", "#5f6f75")
_SERIES_DARK = ("#7fd1bf", "#e0a84e", "#b6a6e3", "#f2a190", "#86bbe2", "#b6c67c", "#cdae98", "#a4b1b2")
_TYPES = ("service", "channel", "material", "law", "place", "path", "organization", "measure")


def palette(dark: bool) -> Palette:
    """Return the colours of the dark or light theme."""
    series = _SERIES_DARK if dark else _SERIES_LIGHT
    types = dict(zip(_TYPES, series, strict=False))
    if dark:
        return Palette("#e5e8e2", "#a4b1b2", "#2f3a3d", "#1a2124", series, types)
    return Palette("#1d282a", "#55646a", "#ddd8ca", "#fffefb", series, types)
