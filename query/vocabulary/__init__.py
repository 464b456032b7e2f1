"""New words for the vocabulary, and whether a pack is sound."""
