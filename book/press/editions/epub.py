"""The parts as an e-book: the same articles, in the wrapping that e-readers know."""

import jinja2

from press.editions.parts import Part, drop

#: What needs a large screen or paper; of a chart, the form for narrow screens stays.
LEFT_OUT = "cell paper-only tools wide"


def contents(jinja: jinja2.Environment, parts: list[Part]) -> dict[str, str]:
    """Give the files of the e-book, the one first that must be; cuts the articles to size."""
    for part in parts:
        drop(part.article, LEFT_OUT)
    files = {"mimetype": "application/epub+zip"}
    files["META-INF/container.xml"] = jinja.get_template("container.xml").render()
    for name in ("package.opf", "nav.xhtml", "style.css", "cover.svg"):
        files[f"EPUB/{name}"] = jinja.get_template(name).render()
    for part in parts:
        files[f"EPUB/{part.name}.xhtml"] = jinja.get_template("part.xhtml").render(part=part)
    return files
