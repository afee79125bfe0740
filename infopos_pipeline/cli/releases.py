"""``infopos release``: what may leave the house, and the ledger of what has."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from infopos_pipeline.cli.runs import workplace
from infopos_pipeline.cli.shared import Place, common, main, wave_option
from infopos_pipeline.cli.speaking import say, spoken, wrong_usage
from infopos_pipeline.messages import Said, joined, said
from infopos_pipeline.problems import UserError

if TYPE_CHECKING:
    from infopos_pipeline.disclosure.ledger import Exemption
    from infopos_pipeline.disclosure.release import PublicSet
    from infopos_pipeline.orchestration.resources import Workplace


@main.command()
@wave_option("The wave to release.")
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
        raise wrong_usage(said("give a wave to release: --wave W; or --list."))
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
        raise wrong_usage(said("an exception needs --except, --reason and --approver together."))
    return Exemption((reason or "").strip(), (approver or "").strip(), tuple(dict.fromkeys(what)))


def _release(place: Place, wave: str, exemption: Exemption | None) -> None:
    from infopos_pipeline.orchestration.releases import release_wave
    from infopos_pipeline.orchestration.slices import require_landed

    resource = _run(place, wave)
    made = release_wave(place.study, resource, require_landed(resource, place.study, wave), exemption)
    entry = made.entry
    invented = said(" (synthetic sample data)") if entry.synthetic else ""
    say(
        said(
            "Release {number}: wave {wave} of {study}{invented}.",
            number=entry.number,
            wave=wave,
            study=place.study.name,
            invented=invented,
        )
    )
    for line in _lost(made.public):
        say(joined("", ("  ", line)))
    if entry.remark:
        say(said("  Mind: {remark}; what follows from both is not protected.", remark=entry.remark))
    say(said("  public set  {path}", path=place.home.releases(place.study.name) / str(entry.number)))
    say(said("  ledger      {hash} is its hash now; note it down where this home is not.", hash=entry.hash[:16]))


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
        raise UserError(
            said("Wave {wave} failed, so nothing is published: {failures}", wave=wave, failures=joined("; ", failures))
        )
    return resource


def _lost(public: PublicSet) -> list[Said]:
    """What the public set shows and what is lost, by place."""
    from infopos_pipeline.disclosure.usefulness import shown_by_place, tests_shown, total

    places, tests = shown_by_place(public.rows), tests_shown(public.rows)
    shown, of = total(places)
    short = [
        said("{name} {shown} of {of}", name=name, shown=shown, of=of)
        for name, (shown, of) in places.items()
        if shown < of
    ]
    lines = [
        said(
            "{shown} of {of} counts, percentages and means are public, and {tests} of {all_tests} tests.",
            shown=shown,
            of=of,
            tests=tests[0],
            all_tests=tests[1],
        )
    ]
    if short:
        lines.append(said("Withheld in part: {short}.", short=joined(", ", short)))
    if public.recoded:
        merged = dict.fromkeys(item for _, item in public.recoded)
        lines.append(said("Categories are merged of {items}.", items=", ".join(merged)))
    if public.closed:
        closed = ", ".join(public.closed)
        lines.append(said("Too few differ from an earlier release to show anew: {closed}.", closed=closed))
    if public.exempted:
        lines.append(said("Let through by exception: {exempted}.", exempted="; ".join(public.exempted)))
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
    say(said("threshold  merged first  counts, percentages, means  tests  withheld in part"))
    for found in usefulness(place.study.at(wave), slices.counts, slices.results, wave, before):
        recoded = spoken(said("yes") if found.recode else said("no"))
        start = f"{found.threshold:>9}  {recoded:<12}"
        if found.refusal:
            say(said("{start}  nothing: {refusal}", start=start, refusal=found.refusal))
            continue
        shown, of = total(found.places)
        short = ", ".join(f"{name} {one}/{all_}" for name, (one, all_) in found.places.items() if one < all_)
        tests = f"{found.tests[0]}/{found.tests[1]}"
        click.echo(f"{start}  {spoken(said('{shown} of {of}', shown=shown, of=of)):<26}  {tests:<5}  {short}")
    say(said("Nothing was released."))


def _list(place: Place) -> None:
    from infopos_pipeline.orchestration.releases import all_releases

    entries = all_releases(place.study, place.home)
    if not entries:
        say(said("Nothing was released yet."))
    for entry in entries:
        synthetic = said(", synthetic") if entry.synthetic else ""
        say(
            said(
                "{number}  wave {wave}{synthetic}, {released}: {published} results public, {withheld} withheld  {hash}",
                number=entry.number,
                wave=entry.wave,
                synthetic=synthetic,
                released=entry.released,
                published=entry.published,
                withheld=entry.withheld,
                hash=entry.hash[:16],
            )
        )
        if entry.exemption:
            what = "; ".join(entry.exemption.what)
            say(
                said(
                    "   exception: {what}. {reason} ({approver})",
                    what=what,
                    reason=entry.exemption.reason,
                    approver=entry.exemption.approver,
                )
            )
        if entry.remark:
            click.echo(f"   {entry.remark}")
