"""The section with what respondents wrote in their own words, as far as a person let it through."""

from __future__ import annotations

from html import escape

from infopos_pipeline.reporting.report import Report, ReviewedAnswers, Section
from infopos_pipeline.reporting.words.wording import say


def open_answers(report: Report) -> Section:
    """The open answers by item; sorted by their text, so that no order gives away who wrote what. Never in public."""
    parts = [_item(answers, report) for answers in report.open_answers if report.release is None]
    html = "\n".join([f"<p>{report.say('open_answers_intro')}</p>", *parts]) if parts else ""
    return Section("open_answers", say("open_answers", report.language), html)


def _item(answers: ReviewedAnswers, report: Report) -> str:
    texts = sorted(answers.texts, key=lambda text: (text.casefold(), text))
    quotes = "\n".join(f"<li>{escape(text)}</li>" for text in texts)
    kept_out = [
        report.say(key, n=number)
        for key, number in (("open_unreviewed", answers.unreviewed), ("open_dropped", answers.dropped))
        if number
    ]
    parts = [
        f"<h3>{escape(report.study.items[answers.item].label.text(report.language))}</h3>",
        f'<ul class="answers">\n{quotes}\n</ul>' if quotes else "",
        f"<p>{' '.join(kept_out)}</p>" if kept_out else "",
    ]
    return "\n".join(filter(None, parts))
