"""Quantitative claims with their conditions and evidence."""
