"""From counts to what disclosure control says of them, for inside use. Releases are no assets: a person makes them."""

import json
from collections.abc import Iterator

import dagster as dg

from infopos_pipeline.disclosure.risk import risks
from infopos_pipeline.orchestration.keys import asset_key, name_in_dagster, spec
from infopos_pipeline.orchestration.previews import section_preview
from infopos_pipeline.orchestration.resources import Workplace
from infopos_pipeline.orchestration.slices import WaveSlices, said_plainly
from infopos_pipeline.statistics.counting import quasi_identifiers
from infopos_pipeline.study import Study

UNRECOGNISABLE = "nobody_is_recognisable"


def disclosure_assets(study: Study, waves: dg.PartitionsDefinition[str]) -> list[dg.AssetsDefinition]:
    """``risk``: the risk report of a wave."""
    key = asset_key(study, "risk")
    names = quasi_identifiers(study)
    described = f"k-anonymity over {', '.join(names)}" if names else "the study declares no quasi-identifiers"
    threshold = study.disclosure.threshold

    @dg.multi_asset(
        name=name_in_dagster(study, "risk"),
        specs=[
            spec(
                study,
                ["risk"],
                f"How recognisable municipalities are, and what recoding would cure: {described}. Sizes only.",
                "disclosure",
                {"json"},
                writes=["risk.json"],
                deps=[asset_key(study, "counts")],
            )
        ],
        check_specs=[
            dg.AssetCheckSpec(
                UNRECOGNISABLE,
                asset=key,
                description=f"Each municipality shares what outsiders can know of it with {threshold - 1} others or "
                "more. If not, some can be recognised in the responses: show those to nobody outside, and see in the "
                "preview what merging options would cure. A release is protected by itself.",
            )
        ]
        if names
        else [],
        partitions_def=waves,
    )
    def risk(
        context: dg.AssetExecutionContext, workplace: Workplace
    ) -> Iterator[dg.AssetCheckResult | dg.MaterializeResult[None]]:
        from infopos_pipeline.reporting.report import Report
        from infopos_pipeline.reporting.sections.risk import risk as risk_section

        wave, language = context.partition_key, study.declared.language
        with said_plainly():
            slices = WaveSlices(workplace, study, wave)
            found = risks(slices.asked, slices.counts())
        content = {
            "study": study.name,
            "wave": wave,
            "threshold": threshold,
            "risks": [one.as_dict() for one in found],
        }
        path = slices.write_output("risk.json", (json.dumps(content, ensure_ascii=False, indent=1) + "\n").encode())
        if found:
            declared = found[0]
            yield dg.AssetCheckResult(
                asset_key=key,
                check_name=UNRECOGNISABLE,
                passed=declared.below == 0,
                severity=dg.AssetCheckSeverity.WARN,
                description=f"{declared.below} below the threshold" if declared.below else "nobody below the threshold",
                metadata={"k": declared.k or 0, "sample_uniques": declared.uniques, "below_threshold": declared.below},
            )
        yield dg.MaterializeResult(
            asset_key=key,
            metadata={
                "quasi_identifiers": list(names),
                "preview": section_preview(
                    risk_section(Report(slices.asked, wave, (), risks=found, language=language))
                ),
                **({"base_n": sum(found[0].classes.values())} if found else {}),
                "path": dg.MetadataValue.path(str(path)),
            },
        )

    return [risk]
