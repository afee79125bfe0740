"""``infopos release``: what may leave the house, and the ledger of what has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.runs import workplace
from infopos_pipeline.cli.shared import Place, common, main, wave_name
from infopos_pipeline.problems import UserError

if TYPE_CHECKING:
    from infopos_pipeline.disclosure.ledger import Exemption
    from infopos_pipeline.disclosure.release import PublicSet
    from infopos_pipeline.orchestration.resources import Workplace


@main.command()
@click.option("--wave", metavar="W", callback=wave_name, help="The wave to release.")
@click.option("--list", "as_list", is_flag=True, help="Check the ledger and list every release.")
@click.option("--compare", is_flag=True, help="Show what would be left at other thresholds; releases nothing.")
@click.option("--except", "what", multiple=True, metavar="FIGURE", help="Let this figure through; can be repeated.")
@click.option("--reason", help="Why, for the ledger; needed with --except.")
@click.option("--approver", help="Who answers for it, for the ledger; needed with --except.")
@common
def release(
    place: Place,
    wave: str | None,
    as_list: bool,
    compare: bool,
    what: Sequence[str],
    reason: str | None,
    approver: str | None,
) -> None:
    """Publish a wave, disclosure-controlled and checked against everything released before.

    The wave is run once more, so that what goes out is what its export and the declarations say now. The public set is
    written only if nobody can work out a small count from it; otherwise nothing is written.

    \b
    Examples: infopos release --wave 2017
              infopos release --wave 2017 --compare
              infopos release --list
    """
    if as_list == (wave is not None):
        raise click.UsageError("give a wave to release: --wave W; or --list.")
    if as_list:
        _list(place)
        return
    exemption = _exemption(what, reason, approver)
    if compare:
        _compare(place, wave or "")
    else:
        _release(place, wave or "", exemption)


def _exemption(what: Sequence[str], reason: str | None, approver: str | None) -> Exemption | None:
    from infopos_pipeline.disclosure.ledger import Exemption

    given = [bool(what), bool((reason or "").strip()), bool((approver or "").strip())]
    if not any(given):
        return None
    if not all(given):
        raise click.UsageError("an exception needs --except, --reason and --approver together.")
    return Exemption((reason or "").strip(), (approver or "").strip(), tuple(dict.fromkeys(what)))


def _release(place: Place, wave: str, exemption: Exemption | None) -> None:
    from infopos_pipeline.orchestration.releases import release_wave
    from infopos_pipeline.orchestration.slices import require_landed

    resource = _run(place, wave)
    made = release_wave(place.study, resource, require_landed(resource, place.study, wave), exemption)
    entry = made.entry
    invented = " (synthetic sample data)" if entry.synthetic else ""
    click.echo(f"Release {entry.number}: wave {wave} of {place.study.name}{invented}.")
    for line in _lost(made.public):
        click.echo(f"  {line}")
    if entry.remark:
        click.echo(f"  Mind: {entry.remark}; what follows from both is not protected.")
    click.echo(f"  public set  {place.home.releases(place.study.name) / str(entry.number)}")
    click.echo(f"  ledger      {entry.hash[:16]} is its hash now; note it down where this home is not.")


def _run(place: Place, wave: str) -> Workplace:
    """Run a wave, so that its results are those of its export and the declarations as they are now.

    Raises:
        UserError: it has not landed, or the run failed.
    """
    from infopos_pipeline.orchestration.instance import open_instance
    from infopos_pipeline.orchestration.runs import run_waves
    from infopos_pipeline.orchestration.slices import require_landed

    resource = workplace(place)
    require_landed(resource, place.study, wave)
    with open_instance(place.home) as instance:
        outcomes = run_waves(instance, place.study, resource, [wave])
    if not all(outcome.success for outcome in outcomes if outcome.wave == wave):
        failures = dict.fromkeys(failure for outcome in outcomes for failure in outcome.failures)
        raise UserError(f"Wave {wave} failed, so nothing is published: {'; '.join(failures)}")
    return resource


def _lost(public: PublicSet) -> list[str]:
    """What the public set shows and what is lost, by place."""
    from infopos_pipeline.disclosure.usefulness import shown_by_place, tests_shown, total

    places, tests = shown_by_place(public.rows), tests_shown(public.rows)
    shown, of = total(places)
    short = [f"{name} {shown} of {of}" for name, (shown, of) in places.items() if shown < of]
    lines = [f"{shown} of {of} counts, percentages and means are public, and {tests[0]} of {tests[1]} tests."]
    if short:
        lines.append(f"Withheld in part: {', '.join(short)}.")
    if public.recoded:
        merged = dict.fromkeys(item for _, item in public.recoded)
        lines.append(f"Categories are merged of {', '.join(merged)}.")
    if public.closed:
        lines.append(f"Too few differ from an earlier release to show anew: {', '.join(public.closed)}.")
    if public.exempted:
        lines.append(f"Let through by exception: {'; '.join(public.exempted)}.")
    return lines


def _compare(place: Place, wave: str) -> None:
    from infopos_pipeline.disclosure.ledger import Ledger
    from infopos_pipeline.disclosure.usefulness import total, usefulness
    from infopos_pipeline.orchestration.releases import earlier_releases, read_slices

    resource = _run(place, wave)
    ledger = Ledger(place.home.releases(place.study.name))
    with resource.at_work():
        slices = read_slices(place.study, resource, wave)
        before = earlier_releases(place.study, ledger, ledger.entries(), slices)
    click.echo("threshold  merged first  counts, percentages, means  tests  withheld in part")
    for found in usefulness(place.study.at(wave), slices.counts, slices.results, wave, before):
        start = f"{found.threshold:>9}  {'yes' if found.recode else 'no':<12}"
        if found.refusal:
            click.echo(f"{start}  nothing: {found.refusal}")
            continue
        shown, of = total(found.places)
        short = ", ".join(f"{name} {one}/{all_}" for name, (one, all_) in found.places.items() if one < all_)
        tests = f"{found.tests[0]}/{found.tests[1]}"
        click.echo(f"{start}  {f'{shown} of {of}':<26}  {tests:<5}  {short}")
    click.echo("Nothing was released.")


def _list(place: Place) -> None:
    from infopos_pipeline.orchestration.releases import all_releases

    entries = all_releases(place.study, place.home)
    if not entries:
        click.echo("Nothing was released yet.")
    for entry in entries:
        synthetic = ", synthetic" if entry.synthetic else ""
        click.echo(
            f"{entry.number}  wave {entry.wave}{synthetic}, {entry.released}: {entry.published} results public, "
            f"{entry.withheld} withheld  {entry.hash[:16]}"
        )
        if entry.exemption:
            what = "; ".join(entry.exemption.what)
            click.echo(f"   exception: {what}. {entry.exemption.reason} ({entry.exemption.approver})")
        if entry.remark:
            click.echo(f"   {entry.remark}")
