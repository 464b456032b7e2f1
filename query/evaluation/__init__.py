"""How well the tool does on judged articles and questions."""
