"""Fetching with manners: robots.txt, a pause between requests to one host, few retries, a cache."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from urllib.parse import urljoin, urlsplit

from protego import Protego

from ingest.decoding.reading_rules import reading_rules
from ingest.sources.cache import Cache
from ingest.sources.http import DownloadError, Response, agent, request
from ingest.sources.intake import Intake
from ingest.sources.web import Web
from ontology.user_cache import cache_folder

REDIRECTS = (301, 302, 303, 307, 308)
NOBODY = "User-agent: *\nDisallow: /"
ROBOT = agent().partition("/")[0]


class Fetcher:
    """Fetches the pages of one reading. Hosts that the user named himself may be local ones, others may not."""

    def __init__(self, web: Web, intake: Intake) -> None:
        """Ask nobody yet."""
        self._web, self._intake = web, intake
        self._cache = Cache(web.cache or cache_folder())
        self._local: set[str] = set()
        self._robots: dict[str, Protego] = {}
        self._closed: dict[str, str] = {}  # host → why its robots.txt cannot be had: not asked again and again
        self._free: dict[str, float] = {}  # host → when the next request may start
        self._uncached = False

    def named(self, url: str) -> None:
        """Take a URL that the user named."""
        self._local.add(_site(url))

    def get(self, url: str, limit: int) -> Response:
        """Return the answer with status 200 that `url` leads to, of at most `limit` bytes.

        Raises:
            DownloadError: if there is none, or robots.txt forbids asking.
        """
        kept = self._cache.get(url)
        if self._web.offline:
            if not kept:
                raise DownloadError("is not in the cache; run again without --offline")
            return kept
        answer = self._followed(url, kept, limit)
        if answer.status == 304 and kept:
            return kept
        self._keep(url, answer)
        return answer

    def _followed(self, url: str, kept: Response | None, limit: int) -> Response:
        place = url
        for _ in range(reading_rules().web.redirects + 1):
            if not self._allowed(place):
                raise DownloadError("robots.txt of its host does not allow it; ask the site or save the page by hand")
            answer = self._asked(place, _conditions(kept, place), limit)
            if answer.status in REDIRECTS and "location" in answer.headers:
                place = _next(place, answer.headers["location"])
            elif answer.status == 200 or (answer.status == 304 and kept):
                return answer
            else:
                raise DownloadError(f"the server answered {answer.status}; check the address or try again later")
        raise DownloadError("is redirected in a circle or too often; check the address")

    def _asked(self, url: str, extra: Mapping[str, str], limit: int) -> Response:
        """Ask, and ask again where that may help."""
        known = reading_rules().web
        for attempt in range(1, known.attempts + 1):
            self._wait_for_turn(url)
            pause = known.backoff_seconds * 2 ** (attempt - 1)
            try:
                answer = request(url, extra, limit, self._web.clock, _site(url) in self._local)
            except DownloadError as error:
                if not error.transient or attempt == known.attempts:
                    raise DownloadError(f"{error}; check the address or try again later") from None
            else:
                if answer.status not in known.retry_statuses or attempt == known.attempts:
                    return answer
                pause = max(pause, _retry_after(answer.headers.get("retry-after", "")))
                if pause > known.longest_pause_seconds:
                    return answer
            self._web.clock.sleep(pause)
        raise AssertionError("attempts is at least 1")

    def _wait_for_turn(self, url: str) -> None:
        known, site, clock = reading_rules().web, _site(url), self._web.clock
        robots = self._robots.get(site)
        stated = (robots.crawl_delay(ROBOT) if robots else None) or 0.0
        delay = max(known.interval_seconds, min(float(stated), known.longest_pause_seconds))
        wait = self._free.get(site, 0.0) - clock.now()
        if wait > 0:
            clock.sleep(wait)
        self._free[site] = clock.now() + delay

    def _allowed(self, url: str) -> bool:
        site = _site(url)
        if site in self._closed:
            raise DownloadError(self._closed[site])
        if site not in self._robots:
            self._robots[site] = Protego.parse(self._robots_text(site))
            if site in self._free:  # a Crawl-delay counts from the request that told of it
                delay = float(self._robots[site].crawl_delay(ROBOT) or 0.0)
                more = min(delay, reading_rules().web.longest_pause_seconds) - reading_rules().web.interval_seconds
                self._free[site] += max(0.0, more)
        return bool(self._robots[site].can_fetch(url, ROBOT))

    def _robots_text(self, site: str) -> str:
        """Return robots.txt; as RFC 9309 has it, a missing one allows all and one that cannot be had forbids all."""
        known, place = reading_rules().web, site + "/robots.txt"
        try:
            for _ in range(known.redirects + 1):
                answer = self._asked(place, {}, known.robots_bytes)
                if answer.status in REDIRECTS and "location" in answer.headers:
                    place = _next(place, answer.headers["location"])
                    continue
                break
        except DownloadError as error:
            reason = str(error).partition(";")[0]
            self._closed[site] = f"robots.txt of its host cannot be had ({reason}); try again later"
            raise DownloadError(self._closed[site]) from None
        if answer.status == 200:
            return answer.body.decode("utf-8", "replace").lstrip("\ufeff")
        return NOBODY if answer.status >= 500 or answer.status == 429 else ""

    def _keep(self, url: str, answer: Response) -> None:
        try:
            self._cache.put(url, answer)
        except OSError as error:
            if not self._uncached:
                text = f"the cache cannot be written ({error.strerror}); name another folder with --cache"
                self._intake.tell(str(self._cache.folder), text, "none")
            self._uncached = True


def _site(url: str) -> str:
    """Return scheme, host and port, in lower case."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}".lower()


def _next(url: str, location: str) -> str:
    try:
        found = urljoin(url, location.strip()).partition("#")[0]
        if urlsplit(found).scheme.lower() in ("http", "https"):
            return found
    except ValueError:
        pass
    raise DownloadError("is redirected to what is no web address; check the address")


def _conditions(kept: Response | None, place: str) -> dict[str, str]:
    """Return the headers that ask for a page only if it changed."""
    if not kept or kept.url != place:
        return {}
    pairs = (("If-None-Match", "etag"), ("If-Modified-Since", "last-modified"))
    return {header: kept.headers[name] for header, name in pairs if name in kept.headers}


def _retry_after(value: str) -> float:
    """Return seconds, 0 if there is no such wish."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, (parsedate_to_datetime(value) - datetime.now(UTC)).total_seconds())
    except (ValueError, TypeError, IndexError):
        return 0.0
