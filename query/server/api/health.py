"""Whether the server lives and can answer, and what it counts."""

from fastapi import APIRouter
from starlette.responses import Response

from query.server.desk import Desk
from query.server.metrics import Metrics


def health_routes(desk: Desk, metrics: Metrics) -> APIRouter:
    """Return the paths for whoever runs the server."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def alive() -> dict[str, str]:
        """Say that the process lives."""
        return {"status": "alive"}

    @router.get("/readyz")
    async def ready() -> dict[str, str | int]:
        """Say that questions can be answered, and from which generation of the data."""
        generation = await desk.run(lambda: desk.shelf.generation)
        return {"status": "ready", "generation": generation}

    @router.get("/metrics", response_class=Response)
    async def figures() -> Response:
        """Return the figures of all processes for Prometheus."""
        return metrics.page(desk.shelf.generation)

    return router
