"""Plots as SVG: bars with intervals, and the reliability of confidences."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from query.evaluation.bootstrap import Mean

WIDTH, ROW, LABELS, VALUES = 640, 22, 190, 60  # pixels
SIDE, MARGIN = 320, 40
INK, BAR, ACCENT, LINE = "#222", "#7aa6c2", "#b0413e", "#bbb"


def bars(rows: Sequence[tuple[str, Mean]]) -> str:
    """Return horizontal bars from 0 to 1, one a row, each with its interval."""
    span = WIDTH - LABELS - VALUES
    parts = []
    for place, (name, mean) in enumerate(rows):
        top = place * ROW
        middle = top + ROW / 2
        low, high = (LABELS + span * min(1.0, max(0.0, end)) for end in (mean.low, mean.high))
        parts.append(
            f'<text x="{LABELS - 8}" y="{middle + 4}" text-anchor="end">{escape(name)}</text>'
            f'<rect x="{LABELS}" y="{top + 4}" width="{span * mean.value:.1f}" height="{ROW - 8}" fill="{BAR}"/>'
            f'<line x1="{low:.1f}" x2="{high:.1f}" y1="{middle}" y2="{middle}" stroke="{INK}" stroke-width="1.5"/>'
            f'<text x="{WIDTH - VALUES + 8}" y="{middle + 4}">{mean.value:.3f}</text>'
        )
    return _svg(WIDTH, ROW * len(rows), "".join(parts))


def reliability(bins: Sequence[tuple[float, float, int]]) -> str:
    """Return how often answers of some confidence were right, against that confidence.

    Args:
        bins: mean confidence, share that was right, and how many, of each bin.
    """
    most = max((count for *_, count in bins), default=1)
    ticks = "".join(
        f'<line x1="{_x(t)}" x2="{_x(t)}" y1="{_y(0)}" y2="{_y(1)}" stroke="{LINE}" stroke-width=".5"/>'
        f'<line x1="{_x(0)}" x2="{_x(1)}" y1="{_y(t)}" y2="{_y(t)}" stroke="{LINE}" stroke-width=".5"/>'
        f'<text x="{_x(t)}" y="{_y(0) + 16}" text-anchor="middle">{t:.1f}</text>'
        f'<text x="{_x(0) - 6}" y="{_y(t) + 4}" text-anchor="end">{t:.1f}</text>'
        for t in (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
    )
    ideal = f'<line x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}" stroke="{INK}" stroke-dasharray="4 3"/>'
    points = "".join(
        f'<circle cx="{_x(sure):.1f}" cy="{_y(right):.1f}" r="{3 + 7 * (count / most) ** 0.5:.1f}" fill="{ACCENT}" '
        f'fill-opacity=".75"><title>{count} questions: confidence {sure:.2f}, right {right:.2f}</title></circle>'
        for sure, right, count in bins
    )
    path = " ".join(f"{_x(sure):.1f},{_y(right):.1f}" for sure, right, _ in bins)
    line = f'<polyline points="{path}" fill="none" stroke="{ACCENT}"/>'
    return _svg(SIDE + 2 * MARGIN, SIDE + 2 * MARGIN, ticks + ideal + line + points)


def _x(value: float) -> float:
    return MARGIN + SIDE * value


def _y(value: float) -> float:
    return MARGIN + SIDE * (1 - value)


def _svg(width: float, height: float, inner: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'font-family="sans-serif" font-size="12" fill="{INK}">{inner}</svg>'
    )
