"""Programs that tests need beside Python."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest


def needed(package: str, *programs: str) -> str:
    """A program that tests need; without it they are left out, unless nothing may be (INFOPOS_REQUIRE_ALL)."""
    found = next((path for name in programs if (path := shutil.which(name))), None)
    if found is None:
        message = f"no {package}: apt-get install {package}"
        if os.environ.get("INFOPOS_REQUIRE_ALL"):
            pytest.fail(message)
        pytest.skip(message)
    return found


def chromium_path() -> str:
    """The browser."""
    return needed("chromium", "chromium", "chromium-browser", "google-chrome")


def kubectl_path() -> str:
    """The client of Kubernetes, which renders manifests without a cluster."""
    return needed("kubernetes-client", "kubectl")


def java_path() -> str:
    """What Spark runs on."""
    return needed("openjdk-17-jre-headless", "java")


def postgresql_folder() -> Path:
    """The folder with the programs of a PostgreSQL server, which Debian keeps out of the path."""
    kept = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return Path(needed("postgresql", "initdb", *map(str, kept))).resolve().parent
