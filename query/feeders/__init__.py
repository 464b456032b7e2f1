"""Evidence in the forms that chatbots and retrieval frameworks take it in."""
