"""Raw article → segments that tile its text: plain text, HTML and Markdown."""
