"""Evidence for chatbots: facts and quotes with numbered citations, within a budget of tokens."""
