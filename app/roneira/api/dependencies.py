"""What the endpoints ask for in their signatures."""

from typing import Annotated

from fastapi import Depends, HTTPException, Request
from starlette.requests import HTTPConnection

from roneira.faults import ErrorInjector
from roneira.metrics import Metrics
from roneira.services import Services
from roneira.settings import Settings


def _settings(connection: HTTPConnection) -> Settings:
    settings: Settings = connection.app.state.settings
    return settings


def _metrics(connection: HTTPConnection) -> Metrics:
    metrics: Metrics = connection.app.state.metrics
    return metrics


def _services(connection: HTTPConnection) -> Services:
    services: Services = connection.app.state.services
    return services


def _injected_error(request: Request) -> None:
    injector: ErrorInjector = request.app.state.error_injector
    if injector.should_fail():
        raise HTTPException(500, "injected fault: error-rate")


CurrentSettings = Annotated[Settings, Depends(_settings)]
CurrentMetrics = Annotated[Metrics, Depends(_metrics)]
CurrentServices = Annotated[Services, Depends(_services)]
ErrorFault = Depends(_injected_error)
