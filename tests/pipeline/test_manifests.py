"""The manifests of deploy/: Kubernetes knows what they say, and what they name is there."""

from __future__ import annotations

import copy
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
import yaml
from kubernetes_api import DEPLOY, as_kubernetes_reads, rendered
from running import PROJECT

GIVEN = {("Secret", "infopos-key"), ("Secret", "infopos-postgres")}
"""What docs/deploying.md has the reader make, since nobody else may know it."""


@pytest.fixture(scope="module")
def manifests() -> list[dict[str, Any]]:
    return rendered()


@pytest.fixture(scope="module")
def by_kind(manifests: list[dict[str, Any]]) -> Mapping[str, dict[str, dict[str, Any]]]:
    found: dict[str, dict[str, dict[str, Any]]] = defaultdict(dict)
    for manifest in manifests:
        found[manifest["kind"]][manifest["metadata"]["name"]] = manifest
    return found


@pytest.fixture(scope="module")
def launcher() -> dict[str, Any]:
    """What deploy/dagster.yaml says of the pods of runs."""
    return yaml.safe_load((DEPLOY / "dagster.yaml").read_text(encoding="utf-8"))["run_launcher"]["config"]


def test_kubernetes_knows_every_word_of_the_manifests(manifests: list[dict[str, Any]]) -> None:
    assert len(manifests) == 14
    for manifest in manifests:
        assert as_kubernetes_reads(manifest) == manifest


def test_a_word_that_kubernetes_does_not_have_would_be_seen(by_kind: Mapping[str, Any]) -> None:
    deployment = by_kind["Deployment"]["infopos-code"]
    misspelt, other_type, incomplete = (copy.deepcopy(deployment) for _ in range(3))
    container = misspelt["spec"]["template"]["spec"]["containers"][0]
    container["volumeMount"] = container.pop("volumeMounts")
    with pytest.raises(Exception, match="volumeMount"):
        as_kubernetes_reads(misspelt)
    other_type["spec"]["replicas"] = "1"
    assert as_kubernetes_reads(other_type) != other_type
    del incomplete["spec"]["selector"]
    with pytest.raises(ValueError, match="selector"):
        as_kubernetes_reads(incomplete)


def test_whatever_a_manifest_names_is_there(by_kind: Mapping[str, Any], launcher: Mapping[str, Any]) -> None:
    there = {(kind, name) for kind, named in by_kind.items() for name in named} | GIVEN
    named = set(named_in(list(by_kind["Deployment"].values()))) | set(named_in(launcher))
    named.add(("ConfigMap", launcher["instance_config_map"]))
    named |= {("ConfigMap", name) for name in launcher["env_config_maps"]}
    named |= {("Secret", name) for name in launcher["env_secrets"]}
    assert named <= there
    assert named >= GIVEN
    assert set(by_kind["Namespace"]) == {launcher["job_namespace"]}
    spaces = {one["metadata"].get("namespace") for kind in by_kind for one in by_kind[kind].values()}
    assert spaces == {None, launcher["job_namespace"]}
    (binding,) = by_kind["RoleBinding"].values()
    assert ("ServiceAccount", binding["subjects"][0]["name"]) in there
    assert (binding["roleRef"]["kind"], binding["roleRef"]["name"]) in there


NAMES = {
    "claimName": "PersistentVolumeClaim",
    "secretName": "Secret",
    "serviceAccountName": "ServiceAccount",
    "service_account_name": "ServiceAccount",
}
REFERENCES = {"configMap": "ConfigMap", "configMapRef": "ConfigMap", "secretRef": "Secret"}


def named_in(part: Any) -> Iterator[tuple[str, str]]:
    """What a part of a manifest names, as (kind, name)."""
    for key, value in part.items() if isinstance(part, dict) else enumerate(part):
        if key in NAMES:
            yield NAMES[key], value
        elif key in REFERENCES:
            yield REFERENCES[key], value["name"]
        elif isinstance(value, dict | list):
            yield from named_in(value)


def test_every_mount_has_its_volume_and_a_run_has_what_the_code_location_has(
    by_kind: Mapping[str, Any], launcher: Mapping[str, Any]
) -> None:
    for deployment in by_kind["Deployment"].values():
        pod = deployment["spec"]["template"]["spec"]
        volumes = {volume["name"] for volume in pod["volumes"]}
        assert {mount["name"] for mount in pod["containers"][0]["volumeMounts"]} == volumes
    code = by_kind["Deployment"]["infopos-code"]["spec"]["template"]["spec"]
    assert launcher["volumes"] == [volume for volume in code["volumes"] if volume["name"] != "dagster"]
    mounts = [mount for mount in code["containers"][0]["volumeMounts"] if mount["name"] != "dagster"]
    assert launcher["volume_mounts"] == mounts


def test_runs_go_to_the_machine_that_the_home_is_attached_to(
    by_kind: Mapping[str, Any], launcher: Mapping[str, Any]
) -> None:
    assert by_kind["PersistentVolumeClaim"]["infopos-home"]["spec"]["accessModes"] == ["ReadWriteOnce"]
    affinity = launcher["run_k8s_config"]["pod_spec_config"]["affinity"]["podAffinity"]
    (required,) = affinity["requiredDuringSchedulingIgnoredDuringExecution"]
    assert required["topologyKey"] == "kubernetes.io/hostname"
    code = by_kind["Deployment"]["infopos-code"]["spec"]["template"]["metadata"]["labels"]
    assert required["labelSelector"]["matchLabels"] == code


def test_the_daemon_and_the_webserver_have_neither_home_nor_key(by_kind: Mapping[str, Any]) -> None:
    for name in ("infopos-daemon", "infopos-webserver"):
        pod = by_kind["Deployment"][name]["spec"]["template"]["spec"]
        assert [volume["configMap"]["name"] for volume in pod["volumes"]] == ["infopos-dagster"]
        assert ("Secret", "infopos-key") not in set(named_in(pod))


def test_the_workspace_and_the_network_lead_to_the_code_location(by_kind: Mapping[str, Any]) -> None:
    (location,) = yaml.safe_load((DEPLOY / "workspace.yaml").read_text(encoding="utf-8"))["load_from"]
    service = by_kind["Service"][location["grpc_server"]["host"]]
    assert [port["port"] for port in service["spec"]["ports"]] == [location["grpc_server"]["port"]]
    pods = {name: one["spec"]["template"]["metadata"]["labels"] for name, one in by_kind["Deployment"].items()}
    assert pods["infopos-code"] == service["spec"]["selector"]
    policy = by_kind["NetworkPolicy"]["infopos-code"]["spec"]
    assert policy["podSelector"]["matchLabels"] == service["spec"]["selector"]
    let_in = [rule["podSelector"]["matchLabels"] for rule in policy["ingress"][0]["from"]]
    assert let_in == [pods["infopos-daemon"], pods["infopos-webserver"]]
    assert by_kind["NetworkPolicy"]["infopos-closed"]["spec"] == {"podSelector": {}, "policyTypes": ["Ingress"]}


def test_the_user_interface_listens_to_its_own_pod_alone(by_kind: Mapping[str, Any]) -> None:
    pod = by_kind["Deployment"]["infopos-webserver"]["spec"]["template"]["spec"]
    command = pod["containers"][0]["command"]
    assert command[command.index("--host") + 1] == "127.0.0.1"
    assert set(by_kind["Service"]) == {"infopos-code"}
    assert "Ingress" not in by_kind


def test_runs_are_of_the_image_that_stands(by_kind: Mapping[str, Any]) -> None:
    variables = by_kind["ConfigMap"]["infopos"]["data"]
    images = {one["spec"]["template"]["spec"]["containers"][0]["image"] for one in by_kind["Deployment"].values()}
    assert images == {variables["DAGSTER_CURRENT_IMAGE"]}


def test_the_home_and_the_key_lie_on_what_is_mounted_and_apart(
    by_kind: Mapping[str, Any], launcher: Mapping[str, Any]
) -> None:
    variables = by_kind["ConfigMap"]["infopos"]["data"]
    at = {mount["name"]: mount["mountPath"] for mount in launcher["volume_mounts"]}
    # A volume's own folder is root's: the home must be one in it, or it could not be shut.
    assert variables["INFOPOS_HOME"].startswith(f"{at['home']}/")
    assert variables["INFOPOS_KEY_FILE"].startswith(f"{at['own-key']}/")
    script = (DEPLOY / "entrypoint.sh").read_text(encoding="utf-8")
    assert re.search(r"^mounted=(.*)$", script, re.MULTILINE)[1] == at["key"].rpartition("/")[0]


def test_the_image_takes_what_is_there_and_runs_as_who_the_pods_say(launcher: Mapping[str, Any]) -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    copied = [line.split()[1:-1] for line in lines if line.startswith("COPY ") and "--from" not in line]
    assert [name for names in copied for name in names if not (PROJECT / name).exists()] == []
    who = launcher["run_k8s_config"]["pod_spec_config"]["securityContext"]["runAsUser"]
    assert f"USER {who}" in lines
    assert f"RUN useradd --uid {who} --create-home infopos" in lines
    assert f"WORKDIR {rendered_project()}" in lines


def rendered_project() -> str:
    """Where the project lies in the image, as pods are told."""
    (found,) = re.findall(r"INFOPOS_PROJECT=(\S+)", (DEPLOY / "kustomization.yaml").read_text(encoding="utf-8"))
    return found
