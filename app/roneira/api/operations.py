"""For those who run the service: liveness, readiness, version, metrics."""

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_PLAIN_0_0_4
from pydantic import BaseModel

from roneira.api.dependencies import CurrentMetrics, CurrentServices, CurrentSettings, ErrorFault
from roneira.faults import WRONG_DIGEST, WRONG_VERSION
from roneira.readiness import unready

router = APIRouter()


class Health(BaseModel):
    status: str


class Readiness(BaseModel):
    status: str
    failing: dict[str, str]


class Version(BaseModel):
    version: str
    digest: str
    commit: str


@router.get("/health")
async def health() -> Health:
    """Liveness: the process answers. Asks nobody else, or a slow database would restart it."""
    return Health(status="ok")


@router.get("/health/ready", responses={503: {"model": Readiness}})
async def ready(services: CurrentServices, response: Response) -> Readiness:
    """Readiness: Postgres and Redis answer; if not, 503 and who does not, and why."""
    failing = await unready(services.readiness)
    if failing:
        response.status_code = 503
    return Readiness(status="unavailable" if failing else "ready", failing=failing)


@router.get("/api/v1/version", dependencies=[ErrorFault])
async def version(settings: CurrentSettings) -> Version:
    """Which release this is: version, image digest, commit."""
    if settings.active_faults.wrong_version:
        return Version(version=WRONG_VERSION, digest=WRONG_DIGEST, commit=settings.git_sha)
    return Version(
        version=settings.app_version, digest=settings.image_digest, commit=settings.git_sha
    )


@router.get("/metrics")
async def metrics(current: CurrentMetrics) -> Response:
    """The Prometheus metrics of this process."""
    return Response(current.render(), media_type=CONTENT_TYPE_PLAIN_0_0_4)
