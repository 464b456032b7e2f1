"""Mixed traffic to `yibao serve`: the rate at which 95 of 100 answers come within 100 ms, and the memory meanwhile."""

from __future__ import annotations

import itertools
import random
import statistics
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import httpx

from tests.bench.search import questions
from tests.serving import serving

LIMIT = 0.1  # seconds
RATES = (2, 5, 10, 15, 20, 30, 40, 60, 80, 120, 160)  # requests a second
CLIENTS = 64
MOST = 10  # passages that are asked for
WARM, WARM_RATE = 8, 10  # seconds of traffic before anything counts, and its rate: engines open, caches fill
CODES = ("service-balance-query", "service-manual-reimbursement", "channel-alipay", "material-id-card", "deductible")
TYPED = ("余", "医保卡", "bx", "手工", "支付", "异地就")
SPARQL = "SELECT ?label { ?channel a cv:Channel ; skos:prefLabel ?label } LIMIT 50"


@dataclass(frozen=True)
class Load:
    """What some seconds of traffic came to; times in seconds from the moment at which a request was due."""

    rate: float  # requests a second
    p50: float
    p95: float
    failed: int  # requests without an answer


def traffic(seed: int) -> Iterator[tuple[str, dict[str, str | int]]]:
    """Yield requests as people and programs send them: of ten, four questions and three completions."""
    chance = random.Random(seed)
    asked = questions()
    kinds = (
        lambda: ("/api/search", {"q": chance.choice(asked), "k": chance.randint(3, MOST)}),
        lambda: ("/api/suggest", {"text": chance.choice(TYPED)}),
        lambda: (f"/api/entities/{chance.choice(CODES)}", {}),
        lambda: (f"/api/entities/{chance.choice(CODES)}/neighbours", {"limit": 20}),
        lambda: ("/api/facts", {"kind": "reimbursement_rate", "offset": chance.randint(0, 20), "limit": 20}),
        lambda: ("/sparql", {"query": SPARQL}),
    )
    while True:
        yield chance.choices(kinds, (8, 6, 2, 1, 2, 1))[0]()


def serve_rates(data: Path, seconds: float, workers: int) -> dict[str, float]:
    """Return the figures of a server over `data`, each rate tried for some seconds."""
    with serving(data, "--workers", str(workers)) as client:
        address = str(client.base_url)
        load(address, WARM_RATE, WARM)
        before = resident(client.process.pid)
        held: Load | None = None
        total = 0
        for rate in RATES:
            found = load(address, rate, seconds)
            total += int(rate * seconds)
            print(
                f"  {rate}/s: p50 {found.p50 * 1e3:.0f} ms, p95 {found.p95 * 1e3:.0f} ms, {found.failed} failed",
                flush=True,
            )
            if found.p95 > LIMIT or found.failed:
                break
            held = found
        searches = throughput(address, seconds)
        after = resident(client.process.pid)
    return {
        "workers": workers,
        "rate_within_100_ms": held.rate if held else 0.0,
        "p95_milliseconds_at_it": held.p95 * 1e3 if held else 0.0,
        "searches_a_second_at_most": searches,
        "requests": total,
        "megabytes_before": before,
        "megabytes_after": after,
    }


def load(address: str, rate: float, seconds: float, seed: int = 0) -> Load:
    """Send requests at a steady rate, whether or not the earlier ones are answered; what gets no answer has failed."""
    taken: list[float] = []
    failed = itertools.count()
    lock = threading.Lock()
    limits = httpx.Limits(max_connections=CLIENTS)
    with httpx.Client(base_url=address, timeout=60, limits=limits) as client, ThreadPoolExecutor(CLIENTS) as pool:

        def ask(path: str, params: dict[str, str | int], due: float) -> None:
            try:
                answered = client.get(path, params=params).status_code == 200
            except httpx.HTTPError:
                answered = False
            with lock:
                taken.append(time.perf_counter() - due)
                if not answered:
                    next(failed)

        start = time.perf_counter()
        for number, (path, params) in enumerate(itertools.islice(traffic(seed), int(rate * seconds))):
            due = start + number / rate
            time.sleep(max(0.0, due - time.perf_counter()))
            pool.submit(ask, path, params, due)
    return Load(rate, statistics.median(taken), statistics.quantiles(taken, n=20)[-1], next(failed))


def throughput(address: str, seconds: float) -> float:
    """Return how many questions a second four clients have answered that ask one after the other, each question once.

    At most for some seconds; `k` is one that no earlier traffic asked for, so that no answer was kept.
    """
    start = time.perf_counter()
    waiting = iter(questions())
    lock = threading.Lock()

    def asking(_: int) -> int:
        done = 0
        with httpx.Client(base_url=address, timeout=60) as client:
            while time.perf_counter() < start + seconds:
                with lock:
                    question = next(waiting, None)
                if question is None:
                    break
                client.get("/api/search", params={"q": question, "k": MOST + 1})
                done += 1
        return done

    with ThreadPoolExecutor(4) as pool:
        return sum(pool.map(asking, range(4))) / (time.perf_counter() - start)


def resident(pid: int) -> float:
    """Return the resident memory in MB of a process and those that it started."""
    pages = (Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1] for one in family(pid))
    return sum(map(int, pages)) * 4096 / 1e6


def open_files(pid: int) -> int:
    """Return how many files a process and those that it started hold open."""
    return sum(len([*Path(f"/proc/{one}/fd").iterdir()]) for one in family(pid))


def family(pid: int) -> list[int]:
    """Return a process and those that it started, and they in turn."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(one for child in children for one in family(int(child)))]
