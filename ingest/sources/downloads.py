"""URLs of pages and of sitemaps, and lists of them → raw articles, named by the URLs."""

from __future__ import annotations

from collections.abc import Iterator

from ingest.article import RawArticle
from ingest.decoding.reading_rules import reading_rules
from ingest.sources.content import charset, media, suffix_of
from ingest.sources.fetching import Fetcher
from ingest.sources.http import DownloadError, Response
from ingest.sources.intake import Intake
from ingest.sources.kinds import is_url
from ingest.sources.pages import page
from ingest.sources.problems import Reach, printable, unreadable
from ingest.sources.sitemaps import sitemap, unpacked_sitemap
from ingest.sources.streams import DAMAGE, limited, opened
from ingest.sources.web import Web
from ontology.errors import InputError


class Downloads:
    """The readers of URLs. They share robots.txt and the pauses between requests."""

    def __init__(self, web: Web, intake: Intake) -> None:
        """Fetch as `web` says."""
        self._fetcher = Fetcher(web, intake)

    def page(self, path: str, intake: Intake) -> Iterator[RawArticle]:
        """Yield the article of a URL, or those of the sitemap that it is."""
        return self._articles([_plain(path)], intake)

    def listed(self, path: str, intake: Intake) -> Iterator[RawArticle]:
        """Yield the articles of a file with a URL on each line; blank lines and # lines count for nothing."""
        return self._articles(list(dict.fromkeys(_listed_urls(path, intake))), intake)

    def _articles(self, urls: list[str], intake: Intake) -> Iterator[RawArticle]:
        for url in urls:
            self._fetcher.named(url)
        visit = _Visit(self._fetcher, intake)
        for url in urls:
            yield from visit.articles(url)


def _listed_urls(path: str, intake: Intake) -> Iterator[str]:
    try:
        with opened(path) as file:
            lines = limited(file).decode("utf-8-sig", "replace").splitlines()
    except InputError as error:
        intake.tell(path, str(error), "any")
        return
    except DAMAGE as error:
        intake.report(unreadable(path, error, "any"))
        return
    for number, line in enumerate(map(str.strip, lines), 1):
        if is_url(line):
            yield _plain(line)
        elif line and not line.startswith("#"):
            intake.tell(path, f"line {number}: is no address (http://… or https://…): {printable(line[:80])}", "none")


class _Visit:
    """One walk over pages and sitemaps."""

    def __init__(self, fetcher: Fetcher, intake: Intake) -> None:
        self._fetcher, self._intake = fetcher, intake
        self._sitemaps: set[str] = set()
        self._pages = 0

    def articles(self, url: str) -> Iterator[RawArticle]:
        """Yield what a URL that the user named leads to."""
        if url in self._intake.seen:
            return
        answer = self._answer(url, reading_rules().web.sitemap_bytes, "any")
        xml = unpacked_sitemap(answer.body) if answer else None
        if xml is not None:
            yield from self._listed(url, xml, reading_rules().web.sitemap_depth)
        elif answer:
            yield from self._article(url, answer)

    def _listed(self, url: str, xml: bytes, depth: int) -> Iterator[RawArticle]:
        known = reading_rules().web
        self._sitemaps.add(url)
        listed = sitemap(url, xml)
        if listed.foreign:
            self._intake.tell(
                url, f"left out {listed.foreign} addresses on other hosts; name them to read them", "none"
            )
        if listed.broken:
            self._intake.tell(url, "is a broken sitemap: pages may be missing; check it", "any")
        elif not listed.pages and not listed.sitemaps:
            self._intake.tell(url, "is a sitemap that lists no page of its host; check it", "any")
        for place in listed.pages:
            if self._pages == known.sitemap_pages:
                self._intake.tell(url, f"lists more than {known.sitemap_pages} pages; name its parts", "any")
                return
            self._pages += 1
            if place not in self._intake.seen and (answer := self._answer(place, reading_rules().article_bytes, "one")):
                yield from self._article(place, answer)
        for place in listed.sitemaps:
            if place in self._sitemaps:
                continue
            if depth == 1 or len(self._sitemaps) >= known.sitemaps:
                self._intake.tell(place, "is nested too deeply or one sitemap too many; name it to read it", "any")
                continue
            answer = self._answer(place, known.sitemap_bytes, "any")
            inner = unpacked_sitemap(answer.body) if answer else None
            if inner is not None:
                yield from self._listed(place, inner, depth - 1)
            elif answer:
                self._intake.tell(place, "is no sitemap; check the sitemap that lists it", "any")

    def _answer(self, url: str, limit: int, reach: Reach) -> Response | None:
        try:
            return self._fetcher.get(url, limit)
        except DownloadError as error:
            self._intake.tell(url, f"not downloaded: {error}", reach)
            return None

    def _article(self, url: str, answer: Response) -> Iterator[RawArticle]:
        kind = answer.headers.get("content-type", "")
        try:
            if media(kind) and not suffix_of(kind):
                raise InputError(f"is of the type {printable(media(kind)[:60])}, no page of text; left out")
            url.encode()
            found = {"url": answer.url}
            article = page(
                url, answer.body, self._intake, suffix=suffix_of(kind), declared=charset(kind), metadata=found
            )
        except UnicodeEncodeError:
            self._intake.tell(url, "is no valid address; check it")
        except InputError as error:
            self._intake.tell(url, str(error))
        else:
            self._intake.seen.add(url)
            yield article


def _plain(url: str) -> str:
    """Return a URL without what only a browser reads."""
    return url.strip().partition("#")[0]
