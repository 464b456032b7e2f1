"""From a raw scraped page to a clean article with mentions, claims and relations."""
