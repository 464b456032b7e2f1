"""Values with units in running text: one span grammar for money, shares, durations, ages and counts."""

from ingest.quantities.dates import Date, dates
from ingest.quantities.quantity import Quantity
from ingest.quantities.reader import quantities

__all__ = ["Date", "Quantity", "dates", "quantities"]
