"""The shape of the graph: what every asset shows of itself, what it stands on, and where a wave is stopped."""

from __future__ import annotations

import re
from dataclasses import replace

import dagster as dg
import pytest
from markdown_it import MarkdownIt

from infopos_pipeline.orchestration.links import OUTPUT_URL
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.study_definitions import build_definitions
from infopos_pipeline.project import Project
from infopos_pipeline.study import Study
from infopos_pipeline.study.model import Label

ROOMS = {
    "study", "ingest", "quality", "privacy", "warehouse", "statistics", "disclosure", "interviews", "reporting",
    "report"
}  # fmt: skip
FAMILIES = {"descriptives": "statistics", "hypotheses": "statistics", "tables": "reporting", "charts": "reporting"}
SINGLE = {
    "raw_responses": "ingest",
    "responses": "privacy",
    "open_answers": "privacy",
    "counts": "statistics",
    "which_test": "statistics",
    "non_response": "statistics",
    "answer_patterns": "statistics",
    "trends": "statistics",
    "results": "statistics",
    "transcripts": "interviews",
    "quotes": "interviews",
    "interviews": "interviews",
    "risk": "disclosure",
    "audit": "statistics",
    "report": "report",
}
RESULTS = ("descriptives/", "hypotheses/", "which_test", "non_response", "trends", "interviews")
MADE_OF = {"trends": "answer_patterns", "interviews": "transcripts"}
BLOCKING = {
    "responses": {"export_structure", "known_answers", "respondents_in_frame", "frame_facts", "same_questions"},
    "counts": {"tables_add_up"},
}

Specs = dict[str, dg.AssetSpec]


def parents(specs: Specs, name: str) -> set[str]:
    return {"/".join(dep.asset_key.path[1:]) for dep in specs[name].deps}


def ancestors(specs: Specs, name: str) -> set[str]:
    found: set[str] = set()
    waiting = parents(specs, name)
    while waiting:
        found |= waiting
        waiting = {above for parent in waiting for above in parents(specs, parent)} - found
    return found


def test_every_asset_says_what_it_is_whose_it_is_and_which_room_it_is_of(specs: Specs) -> None:
    for name, spec in specs.items():
        assert spec.key.path[0] == "infopos"
        assert spec.group_name in ROOMS, name
        assert spec.description, name
        assert spec.kinds, name
        assert spec.owners == ["team:onderzoek"], name


def test_every_asset_is_a_known_station_or_of_a_family(specs: Specs, declared_study: Study) -> None:
    expected = {name: (room, 1) for name, room in SINGLE.items()}
    members = {
        "descriptives": list(declared_study.places()),
        "hypotheses": list(declared_study.hypotheses),
        "tables": [name for name, table in declared_study.tables.items() if table.layout != "text"],
        "charts": list(declared_study.charts),
    }
    for family, room in FAMILIES.items():
        expected |= {f"{family}/{member}": (room, 2) for member in members[family]}
    assert {name: (spec.group_name, len(spec.key.path) - 1) for name, spec in specs.items()} == expected


def test_names_have_small_letters_digits_and_underscores(specs: Specs) -> None:
    for spec in specs.values():
        assert all(re.fullmatch(r"[a-z0-9_]+", part) for part in spec.key.path)


def test_the_way_from_export_to_report(specs: Specs, declared_study: Study) -> None:
    assert parents(specs, "raw_responses") == set()
    assert parents(specs, "responses") == parents(specs, "open_answers") == {"raw_responses"}
    assert parents(specs, "counts") == parents(specs, "answer_patterns") == {"responses"}
    for name in specs:
        if name.startswith(RESULTS):
            assert parents(specs, name) == {MADE_OF.get(name, "counts")}, name
    assert parents(specs, "results") == {name for name in specs if name.startswith(RESULTS)}
    assert parents(specs, "audit") == {"results"}
    assert parents(specs, "risk") == {"counts"}
    outputs = {name for name in specs if name.startswith(("tables/", "charts/"))}
    assert parents(specs, "report") == {"results", "audit", "open_answers", "quotes", "risk"} | outputs


def test_open_answers_and_quotes_lead_to_the_report_and_to_nothing_else(specs: Specs) -> None:
    for texts in ("open_answers", "quotes"):
        assert [name for name in specs if texts in ancestors(specs, name)] == ["report"]


def test_a_study_that_declares_no_interviews_has_none_in_its_graph(project: Project, declared_study: Study) -> None:
    workplace = Workplace(project_folder=str(project.root), home_folder=str(project.root / "no-home"))
    built = build_definitions([replace(declared_study, interviews=None)], workplace).resolve_all_asset_specs()
    assert {"transcripts", "quotes", "interviews"}.isdisjoint(spec.key.path[1] for spec in built)
    report = next(spec for spec in built if spec.key.path[1] == "report")
    assert not any("quotes" in dep.asset_key.path for dep in report.deps)


def test_tables_and_charts_stand_on_the_results_of_their_own_place(specs: Specs, declared_study: Study) -> None:
    for name in declared_study.charts:
        assert parents(specs, f"charts/{name}") == {f"descriptives/{name}"}
    for name in [name for name in specs if name.startswith("tables/")]:
        place = name.removeprefix("tables/")
        tested = {f"hypotheses/{h.name}" for h in declared_study.hypotheses.values() if h.table == place}
        assert parents(specs, name) >= {f"descriptives/{place}"} | tested
    assert "hypotheses/verwachting_3" in parents(specs, "tables/tabel_3")


def test_every_asset_leads_back_to_the_export_and_on_to_the_report(specs: Specs) -> None:
    for name in specs:
        assert name == "raw_responses" or "raw_responses" in ancestors(specs, name)
    assert ancestors(specs, "report") == set(specs) - {"report"}


def test_no_asset_stands_on_a_later_room(specs: Specs) -> None:
    # What interviews say in numbers is among the results, which stand on it.
    before = ["ingest", "quality", "privacy", "warehouse", "interviews"]
    order = [*before, "statistics", "disclosure", "reporting", "report"]
    for name, spec in specs.items():
        for parent in parents(specs, name) - {"audit"}:
            assert order.index(specs[parent].group_name or "") <= order.index(spec.group_name or ""), (name, parent)


def test_the_report_stands_in_a_group_of_its_own_so_that_it_is_seen_when_that_unfolds(specs: Specs) -> None:
    assert [name for name, spec in specs.items() if spec.group_name == "report"] == ["report"]


WRITTEN = {"results": "results.csv", "risk": "risk.json", "audit": "audit.json", "report": "report.html"}


def test_an_asset_that_writes_a_file_says_where_it_lies_and_has_no_link_that_nothing_serves(specs: Specs) -> None:
    families = {"tables/": ".html", "charts/": ".svg"}
    for name, spec in specs.items():
        family = next((family for family in families if name.startswith(family)), "")
        written = f"{name}{families[family]}" if family else WRITTEN.get(name, "")
        assert ("`output/infopos/<wave>/`" in (spec.description or "")) == bool(written), name
        assert not written or f"`{written}`" in (spec.description or ""), name
        assert "](" not in (spec.description or ""), name


def test_links_open_the_newest_wave_and_every_wave_where_outputs_are_served(
    project: Project, declared_study: Study, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(OUTPUT_URL, "http://127.0.0.1:1/")
    workplace = Workplace(project_folder=str(project.root), home_folder=str(project.root / "no-home"))
    served = {
        "/".join(s.key.path[1:]): s for s in build_definitions([declared_study], workplace).resolve_all_asset_specs()
    }
    for name, file in {**WRITTEN, "charts/vergelijking_1": "charts/vergelijking_1.svg"}.items():
        said = served[name].description or ""
        assert f"[Open {file} of the newest wave](http://127.0.0.1:1/infopos/~newest/{file})" in said
        assert "[Reports and results of every wave](http://127.0.0.1:1/infopos/)" in said


def test_a_title_of_a_study_is_no_markup_in_the_interface(project: Project, declared_study: Study) -> None:
    title = Label(nl="[x](javascript:alert(1)) <b>y</b>", en="x")
    chart = next(iter(declared_study.charts.values())).model_copy(update={"title": title})
    hostile = replace(declared_study, charts={chart.name: chart})
    workplace = Workplace(project_folder=str(project.root), home_folder=str(project.root / "no-home"))
    built = {
        "/".join(spec.key.path[1:]): spec for spec in build_definitions([hostile], workplace).resolve_all_asset_specs()
    }
    for family in ("charts", "descriptives"):
        said = MarkdownIt("commonmark").render(built[f"{family}/{chart.name}"].description or "")
        assert said.startswith("<p>[x](javascript:alert(1)) &lt;b&gt;y&lt;/b&gt;</p>")


def test_every_table_shows_its_columns(specs: Specs, declared_study: Study) -> None:
    for name, spec in specs.items():
        if name.startswith(("responses", "open_answers", "quotes", "counts", "results", *RESULTS)):
            schema = spec.metadata["dagster/column_schema"]
            assert isinstance(schema, dg.TableSchema), name
            assert all(column.description for column in schema.columns), name
    columns = {column.name for column in specs["results"].metadata["dagster/column_schema"].columns}
    keys = {"wave", "profile", "place", "item", "category", "group", "group_value", "statistic"}
    assert columns == keys | {"value", "text", "base", "method"}


def test_the_columns_of_responses_name_nobody_and_say_what_they_hold(specs: Specs, declared_study: Study) -> None:
    columns = {column.name: column for column in specs["responses"].metadata["dagster/column_schema"].columns}
    for name, item in declared_study.items.items():
        shown = [column for column in columns if column.split("__")[0] == name]
        assert bool(shown) != (item.identifying or item.kind == "text"), name
    assert {"wave", "pseudonym", "key_id", "regio", "knelpunten_intern"} <= set(columns)
    assert all(column.description for column in columns.values())
    assert "~not_reached" in str(columns["tevredenheid"].constraints.other)


def test_the_columns_of_open_answers_say_nothing_of_who_gave_them(specs: Specs) -> None:
    columns = [column.name for column in specs["open_answers"].metadata["dagster/column_schema"].columns]
    assert columns == ["wave", "answer", "item", "key_id", "status", "sealed", "text"]
    quotes = [column.name for column in specs["quotes"].metadata["dagster/column_schema"].columns]
    assert quotes == ["wave", "quote", "interview", "themes", "stances", "key_id", "status", "sealed", "text"]


def test_checks_block_where_later_steps_would_be_wrong(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    checks = [graph.get(key) for key in graph.asset_check_keys]
    blocking = {name: set() for name in BLOCKING}
    for check in checks:
        if check.blocking:
            blocking[check.key.asset_key.path[-1]].add(check.key.name)
    assert blocking == BLOCKING
    assert {check.key.name for check in checks if not check.blocking} == {
        "nobody_set_aside", "consistent_answers", "published_figures_hold", "nobody_is_recognisable",
        "texts_are_current", "quotes_are_reviewed"
    }  # fmt: skip
    for check in checks:
        assert check.description, check.key.name
        said, _, what_to_do = check.description.partition(". ")
        assert said, check.key.name
        assert what_to_do, f"{check.key.name} does not say what to do"


def test_a_study_that_declares_no_quasi_identifiers_has_a_risk_report_that_says_so_and_no_check_of_it(
    project: Project, declared_study: Study
) -> None:
    undeclared = declared_study.disclosure.model_copy(update={"quasi_identifiers": ()})
    workplace = Workplace(project_folder=str(project.root), home_folder=str(project.root / "no-home"))
    graph = build_definitions([replace(declared_study, disclosure=undeclared)], workplace).resolve_asset_graph()
    key = dg.AssetKey(["infopos", "risk"])
    assert "declares no quasi-identifiers" in (graph.get(key).description or "")
    assert [check for check in graph.asset_check_keys if check.asset_key == key] == []


def test_waves_are_dynamic_partitions_of_every_asset(definitions: dg.Definitions) -> None:
    graph = definitions.resolve_asset_graph()
    for key in graph.materializable_asset_keys:
        partitions = graph.get(key).partitions_def
        assert isinstance(partitions, dg.DynamicPartitionsDefinition)
        assert partitions.name == "infopos_waves"


def test_families_are_one_step_each_of_which_a_part_can_be_made(definitions: dg.Definitions) -> None:
    families = {asset.op.name: asset for asset in definitions.resolve_asset_graph().assets_defs if len(asset.keys) > 1}
    reading = families.pop("infopos_responses")
    assert {key.path[-1] for key in reading.keys} == {"responses", "open_answers"}
    assert not reading.can_subset, "an export is read once, and all of it"
    assert set(families) == {f"infopos_{family}" for family in FAMILIES}
    assert all(asset.can_subset for asset in families.values())


def test_one_job_a_study_makes_a_whole_wave_in_one_process(definitions: dg.Definitions, specs: Specs) -> None:
    job = definitions.resolve_job_def("infopos_wave")
    assert job.description
    assert {"/".join(key.path[1:]) for key in job.asset_layer.executable_asset_keys} == set(specs)
    assert job.executor_def.name == "in_process"
    assert isinstance(job.partitions_def, dg.DynamicPartitionsDefinition)


def test_nothing_carries_a_frame_from_asset_to_asset(definitions: dg.Definitions) -> None:
    """What a step returns would be pickled into Dagster's home."""
    for asset in definitions.resolve_asset_graph().assets_defs:
        for name in asset.node_keys_by_output_name:
            assert asset.op.output_def_named(name).dagster_type.is_nothing, (asset.op.name, name)


@pytest.mark.parametrize("studies", [0, 1, 2])
def test_each_study_has_assets_partitions_and_a_job_of_its_own(
    project: Project, declared_study: Study, studies: int
) -> None:

    workplace = Workplace(project_folder=str(project.root), home_folder=str(project.root / "no-home"))
    named = [replace(declared_study, name=f"study_{number}") for number in range(studies)]
    built = build_definitions(named, workplace)
    found = {spec.key.path[0] for spec in built.resolve_all_asset_specs()}
    assert found == {study.name for study in named}
    for study in named:
        job = built.resolve_job_def(f"{study.name}_wave")
        assert {key.path[0] for key in job.asset_layer.executable_asset_keys} == {study.name}
        assert job.partitions_def == dg.DynamicPartitionsDefinition(name=f"{study.name}_waves")
