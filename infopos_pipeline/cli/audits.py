"""``infopos audit``: published figures against computed ones."""

from __future__ import annotations

import click

from infopos_pipeline.cli.shared import Place, common, main, say_json, wave_option
from infopos_pipeline.cli.speaking import say
from infopos_pipeline.ingest.landing import landed_waves
from infopos_pipeline.messages import said
from infopos_pipeline.problems import UserError


@main.command()
@wave_option("The wave; default: the latest with published figures.")
@click.option("--json", "as_json", is_flag=True, help="One JSON object instead of text.")
@common
def audit(place: Place, wave: str | None, as_json: bool) -> None:
    """Hold published figures against computed ones, figure by figure.

    \b
    Example: infopos audit --json
    """
    from infopos_pipeline.orchestration.provenance import read_output
    from infopos_pipeline.statistics.audit import audit_wave
    from infopos_pipeline.statistics.results import results_from_csv

    landed = [landed.wave for landed in landed_waves(place.home.landing(place.study.name))]
    published = [w for w in landed if (place.project.wave_data(place.study.name, w) / "published.csv").exists()]
    chosen = wave or (published[-1] if published else None)
    if chosen is None:
        raise UserError(said("No wave with published figures has landed here. Run the sample study first: infopos run"))
    output = place.home.output(place.study.name, chosen)
    results = results_from_csv(read_output(output, "results.csv", chosen).decode("utf-8"))
    found = audit_wave(place.project.wave_data(place.study.name, chosen), place.study.at(chosen), chosen, results)
    if found is None:
        raise UserError(
            said(
                "Nothing was published about wave {wave}: there is no published.csv in the project's data.",
                wave=chosen,
            )
        )
    if as_json:
        say_json(found.as_dict())
        return
    for figure in found.figures:
        if figure.status in ("erratum", "different"):
            kind = f" ({figure.kind})" if figure.kind else ""
            printed, computed = figure.figure.value or "no star", figure.computed
            which = f"{figure.status}{kind}: {figure.figure.key}"
            say(
                said(
                    "{which}: printed {printed}, computed {computed}. {reason}",
                    which=which,
                    printed=printed,
                    computed=computed,
                    reason=figure.reason,
                )
            )
    for statement in found.statements:
        say(
            said(
                "erratum ({kind}): {text}",
                kind=statement.kind,
                text=statement.reason.text(place.study.declared.language),
            )
        )
    click.echo(", ".join(f"{number} {status}" for status, number in found.summary()["status"].items()))
