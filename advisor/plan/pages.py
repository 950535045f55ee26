"""The plan as a page that prints, and as Markdown."""

from __future__ import annotations

import functools
import re
from collections.abc import Callable

from jinja2 import Environment, PackageLoader, StrictUndefined, Template, select_autoescape
from markupsafe import Markup

from advisor.chart import Chart, svg
from advisor.plan.document import PlanDocument
from advisor.wording.phrases import say

_MARKDOWN_SIGNS = re.compile(r"([\\`*_\[\]<>#|])")


def page(document: PlanDocument, name: str) -> str:
    """Return the HTML page of a plan; `name` is that of its address."""
    return _template("plan.html.j2").render(plan=document, name=name, phrase=_phrase, svg=_svg)


def not_found_page() -> str:
    """Return the page for a plan that is not there."""
    return _notice("not_found")


def held_back_page() -> str:
    """Return the page for a plan that the guard holds back."""
    return _notice("held_back")


def _notice(name: str) -> str:
    title, text, back = _phrase(f"h_{name}"), _phrase(name), _phrase("back")
    return _template("notice.html.j2").render(title=title, text=text, back=back)


def markdown(document: PlanDocument) -> str:
    """Return a plan as Markdown."""
    return _template("plan.md.j2").render(plan=document, phrase=_phrase)


def _phrase(name: str) -> str:
    return say(f"page.{name}").text


def _svg(chart: Chart, identifier: str) -> Markup:
    # The template of the chart escapes what it is given.
    return Markup(svg(chart, identifier))  # noqa: S704


def _escaped(text: object) -> str:
    return _MARKDOWN_SIGNS.sub(r"\\\1", str(text))


@functools.lru_cache(maxsize=1)
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("advisor.plan", "templates"),
        autoescape=select_autoescape(enabled_extensions=("html.j2",), default=False),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    filters: dict[str, Callable[..., object]] = {"md": _escaped}
    environment.filters.update(filters)
    return environment


def _template(name: str) -> Template:
    return _environment().get_template(name)
