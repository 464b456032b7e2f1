"""Where an article names the things of the domain."""
