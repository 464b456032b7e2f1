"""Results for people: Markdown tables."""

from __future__ import annotations

from tests.bench.peers.catalogue import Peer
from tests.bench.peers.running import Column, Outcome, Table, Value


def markdown(outcome: Outcome, machine: str, command: str, peers: list[Peer]) -> str:
    """Return all tables, what was left out, and the versions."""
    parts = [f"`{command}` on {machine}\n", *map(_table, outcome.tables)]
    if outcome.skipped:
        parts.append("Skipped:\n\n" + "".join(f"- {who}: {why}\n" for who, why in outcome.skipped.items()))
    parts.append("Versions: " + versions(peers) + "\n")
    return "\n".join(parts)


def versions(peers: list[Peer]) -> str:
    """Return the pins of the peers' environments, each once."""
    return ", ".join(dict.fromkeys(pin.replace("==", " ") for peer in peers for pin in peer.pins))


def _table(table: Table) -> str:
    head = f"### {table.title}\n\n| | {' | '.join(column.name for column in table.columns)} |\n"
    rule = f"| --- {'| --- ' * len(table.columns)}|\n"
    lines = [
        f"| {name} | {' | '.join(cell(column, row.get(column.name), table) for column in table.columns)} |\n"
        for name, row in table.rows.items()
    ]
    return head + rule + "".join(lines) + "".join(f"\n{note}\n" for note in table.notes)


def cell(column: Column, value: Value, table: Table) -> str:
    """Return a figure, the best of its column in bold, a dash where there is none."""
    if value is None:
        return "–"
    if isinstance(value, str):
        return value
    told = f"{value:,.{column.digits}f}"
    return f"**{told}**" if told == _best(column, table) else told


def _best(column: Column, table: Table) -> str | None:
    found = [row[column.name] for row in table.rows.values() if isinstance(row.get(column.name), int | float)]
    if column.best == "neither" or len(found) < 2:
        return None
    best = max(found) if column.best == "most" else min(found)  # type: ignore[type-var]
    return f"{best:,.{column.digits}f}"
