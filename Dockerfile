# The image of the Roneira service: locked dependencies first, the source last.
# What comes from the source is gathered in stages that hold nothing else: whether it has changed is then found out there,
# and not by reading a whole Python after each COPY.
FROM scratch AS locks
COPY app/pyproject.toml app/uv.lock /

FROM scratch AS service
COPY app/alembic.ini app/flags.json /
COPY app/migrations /migrations
COPY app/roneira /roneira

FROM python:3.11-slim AS python

# The official image comes without the standard library's bytecode, which each start would compile anew: a third of the
# time that the service takes to start.
RUN python -c "import compileall, re, sysconfig; compileall.compile_dir(sysconfig.get_path('stdlib'), quiet=1, workers=0, rx=re.compile('/(test|site-packages|dist-packages)/'))"

FROM python AS dependencies

# The system's certificates, so that a company's own CA is honoured; the image's own
# Python and never a downloaded one; bytecode now, because the container cannot write it.
ENV UV_SYSTEM_CERTS=1 \
    UV_PYTHON_DOWNLOADS=never \
    UV_COMPILE_BYTECODE=1 \
    UV_LINK_MODE=copy \
    UV_PROJECT_ENVIRONMENT=/opt/venv

# In an environment of its own: a distribution's Python refuses packages from pip.
RUN python -m venv /opt/uv && /opt/uv/bin/pip install --no-cache-dir uv==0.13.9

WORKDIR /build
COPY --from=locks / ./
RUN /opt/uv/bin/uv sync --frozen --no-dev --no-cache

FROM python

LABEL org.opencontainers.image.title="Roneira document-intelligence API"

# The root file system may be read-only: large uploads are spooled to shared memory.
ENV PATH=/opt/venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    TMPDIR=/dev/shm

WORKDIR /app
COPY --from=dependencies /opt/venv /opt/venv
COPY --from=service / ./

# By number, so that a platform can verify that it is not root.
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=2s --timeout=3s --start-period=30s --retries=5 \
    CMD ["python", "-m", "roneira.healthcheck"]
CMD ["python", "-m", "roneira"]
