"""The parts as an e-book: the same articles, in the wrapping that e-readers know."""

from copy import deepcopy
from dataclasses import replace
from itertools import groupby

import jinja2

from press.editions.parts import Part, classed, drop

#: What only a large screen or a script has a use for; a chart keeps its form for narrow screens.
LEFT_OUT = ["cell", "paper-only", "tools", "wide"]


def contents(jinja: jinja2.Environment, parts: list[Part]) -> dict[str, str]:
    """Give the files of the e-book by name, the one first that has to stand first."""
    slim = [replace(part, article=deepcopy(part.article)) for part in parts]
    for part in slim:
        drop(part.article, classed(LEFT_OUT))
    groups = [(name, list(found)) for name, found in groupby(slim, lambda part: part.group)]
    files = {"mimetype": "application/epub+zip"}
    places = {"container.xml": "META-INF/"}
    for name in ("container.xml", "package.opf", "nav.xhtml", "style.css", "cover.svg"):
        template = jinja.get_template(name)
        files[places.get(name, "EPUB/") + name] = template.render(parts=slim, groups=groups)
    for part in slim:
        made = jinja.get_template("part.xhtml").render(part=part)
        files[f"EPUB/{part.name}.xhtml"] = made
    return files
