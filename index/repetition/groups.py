"""Things that belong together through others: each group is named after its first member."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Generic, Protocol, Self, TypeVar


class Ordered(Protocol):
    """What has a first."""

    def __lt__(self, other: Self, /) -> bool:
        """Whether it comes before `other`."""

    def __hash__(self) -> int:
        """Make it a key."""


T = TypeVar("T", bound=Ordered)


class Groups(Generic[T]):
    """Disjoint groups that grow together; the result does not depend on the order of joining.

    >>> groups = Groups("abc")
    >>> groups.join("c", "b")
    >>> groups.first("c"), groups.first("a")
    ('b', 'a')
    """

    def __init__(self, members: Iterable[T] = ()) -> None:
        """Start with each of `members` alone."""
        self._above = {member: member for member in members}

    def join(self, one: T, other: T) -> None:
        """Put the groups of two members together."""
        first, second = self.first(one), self.first(other)
        if second < first:
            first, second = second, first
        self._above[second] = first

    def first(self, member: T) -> T:
        """Return the first member of the group of `member`."""
        above = self._above.setdefault(member, member)
        while above != (higher := self._above[above]):
            self._above[member] = higher
            member, above = above, higher
        return above

    def all(self) -> dict[T, list[T]]:
        """Return the members of each group in order, the groups by their first member."""
        found: dict[T, list[T]] = {}
        for member in sorted(self._above):
            found.setdefault(self.first(member), []).append(member)
        return found
