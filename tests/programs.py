"""Programs that tests need beside Python."""

from __future__ import annotations

import os
import shutil

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
