"""A small chatbot that says nothing without evidence."""
