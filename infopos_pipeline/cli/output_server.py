"""The outputs of a home over HTTP, for links in the user interface: a page there may not open a file.

Started by :mod:`~infopos_pipeline.cli.serving_outputs`, on 127.0.0.1 alone, for reading alone, and as long as the user
interface lives. Who may open that may read here what it shows; nothing else of the home is within reach. No line is
logged.
"""

from __future__ import annotations

import socket
import sys
import threading
from html import escape
from pathlib import Path

import uvicorn
from starlette.applications import Starlette
from starlette.datastructures import MutableHeaders
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from infopos_pipeline.orchestration.links import DOCUMENTS, NEWEST

HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
PAGE_POLICY = (
    "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
"""What a page or a drawing may do: show itself. No script, and no request to anywhere."""


def app(folder: Path) -> Starlette:
    """The application: the files, a page a study with what there is of each wave, and the newest wave by that name."""

    def study_page(request: Request) -> Response:
        study = request.path_params["study"]
        if study not in _folders(folder):
            raise HTTPException(404)
        return HTMLResponse(_page(study, folder / study))

    def newest(request: Request) -> Response:
        study, name = request.path_params["study"], request.path_params["name"]
        waves = _folders(folder / study) if study in _folders(folder) else []
        for wave in reversed(waves):
            place = folder / study / wave
            path = (place / name).resolve()
            if path.is_relative_to(place.resolve()) and path.is_file():
                return RedirectResponse(f"/{study}/{wave}/{name}")
        raise HTTPException(404, "No wave has it yet: materialise one, or run infopos run.")

    return Starlette(
        routes=[
            Route("/{study}/", study_page),
            Route(f"/{{study}}/{NEWEST}/{{name:path}}", newest),
            Mount("/", StaticFiles(directory=folder)),
        ],
        middleware=[
            Middleware(_Guarded),
            # A page elsewhere that calls this address by a name of its own (DNS rebinding) reads nothing.
            Middleware(TrustedHostMiddleware, allowed_hosts=["127.0.0.1", "localhost"], www_redirect=False),
        ],
    )


class _Guarded:
    """Put the headers on every answer."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(HEADERS)
                if headers.get("content-type", "").startswith(("text/html", "image/svg+xml")):
                    headers["Content-Security-Policy"] = PAGE_POLICY
            await send(message)

        await self._app(scope, receive, guarded)


def _folders(folder: Path) -> list[str]:
    """The folders in a folder, by name, as studies and waves are ordered."""
    return sorted(path.name for path in folder.iterdir() if path.is_dir() and not path.is_symlink())


def _page(study: str, folder: Path) -> str:
    """The waves of a study, the newest first, with the documents that are there."""
    rows = []
    for wave in reversed(_folders(folder)):
        names = [name for name in DOCUMENTS if (folder / wave / name).is_file()]
        links = ", ".join(f'<a href="{escape(wave)}/{name}">{name}</a>' for name in names)
        rows.append(f"<li>{escape(wave)}: {links or 'nothing yet'}</li>")
    title = f"Waves of {escape(study)}"
    return (
        f'<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8"><title>{title}</title></head>\n'
        f"<body><main><h1>{title}</h1>\n<ul>\n" + "\n".join(rows) + "\n</ul></main></body></html>\n"
    )


def main() -> None:
    """Serve a folder on a listening socket until standard input ends."""
    folder, listener = Path(sys.argv[1]), socket.socket(fileno=int(sys.argv[2]))
    quiet = uvicorn.Config(
        app(folder), log_level="critical", access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(quiet)
    threading.Thread(target=_end_with_standard_input, args=(server,), daemon=True).start()
    server.run(sockets=[listener])


def _end_with_standard_input(server: uvicorn.Server) -> None:
    sys.stdin.buffer.read()
    server.should_exit = True


if __name__ == "__main__":
    main()
