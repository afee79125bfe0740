"""What stands in for a cluster: it writes down the Jobs that are sent to it. The manifests that the project has, as
they are rendered, and whether Kubernetes would know what they say.
"""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import kubernetes.client
import yaml
from dagster_k8s.models import k8s_model_from_dict, k8s_snake_case_dict
from programs import kubectl_path
from running import PROJECT

DEPLOY = PROJECT / "deploy"


@dataclass
class Cluster:
    """An API server as far as a launch needs one."""

    kubeconfig: Path
    jobs: list[dict[str, Any]] = field(default_factory=list)


@contextmanager
def cluster(folder: Path) -> Iterator[Cluster]:
    """A server on loopback that takes Jobs of the namespace infopos and starts none."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            assert self.path == "/apis/batch/v1/namespaces/infopos/jobs"
            content = self.rfile.read(int(self.headers["Content-Length"]))
            found.jobs.append(json.loads(content))
            self.send_response(201)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *said: object) -> None:
            """Say nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as server:
        kubeconfig = folder / "kubeconfig"
        address = f"http://127.0.0.1:{server.server_port}"
        here = {"name": "here", "context": {"cluster": "here", "user": "me"}}
        clusters, users = [{"name": "here", "cluster": {"server": address}}], [{"name": "me", "user": {}}]
        config = {"current-context": "here", "contexts": [here], "clusters": clusters, "users": users}
        kubeconfig.write_text(yaml.safe_dump(config), encoding="utf-8")
        found = Cluster(kubeconfig)
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        try:
            yield found
        finally:
            server.shutdown()
            thread.join()


def rendered() -> list[dict[str, Any]]:
    """What ``kubectl apply -k deploy`` would send."""
    made = subprocess.run([kubectl_path(), "kustomize", str(DEPLOY)], capture_output=True, text=True, check=True)
    return list(yaml.safe_load_all(made.stdout))


def as_kubernetes_reads(manifest: dict[str, Any]) -> dict[str, Any]:
    """The manifest after a way through the models of Kubernetes's own client, which are generated from its API.

    A name that the API does not have is an error on the way in, and so is one that is required and missing; a value of
    another type comes out as something else.
    """
    assert manifest["apiVersion"] in VERSIONS
    version = manifest["apiVersion"].rpartition("/")[2]
    model = getattr(kubernetes.client, version.capitalize() + manifest["kind"])
    read = k8s_model_from_dict(model, k8s_snake_case_dict(model, manifest))
    return kubernetes.client.ApiClient().sanitize_for_serialization(read)


VERSIONS = ("v1", "apps/v1", "batch/v1", "networking.k8s.io/v1", "rbac.authorization.k8s.io/v1")
"""Those of what is used, all of them stable."""
