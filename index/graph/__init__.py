"""Engines that keep the graph, and what may be asked of them."""
