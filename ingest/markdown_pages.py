def front_matter(t): return {}
def markdown_segments(t): return []
