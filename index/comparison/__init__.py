"""Values of several articles side by side: conflicts, agreement, and what the articles say together."""
