"""A made-up parsed site, as the engine writes it, with pages that a test fills."""

import io
import json
from pathlib import Path
from typing import Any

import matplotlib as mpl
from matplotlib.figure import Figure

from theme import render

HASH = "0123456789abcdef0123456789abcdef"
CHART = "application/vnd.kites.chart+json"


def text(value: str) -> dict[str, Any]:
    return {"type": "text", "value": value}


def paragraph(*children: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"type": "paragraph", "children": list(children), **more}


def heading(title: str, anchor: str, depth: int = 2) -> dict[str, Any]:
    return {"type": "heading", "depth": depth, "children": [text(title)], "html_id": anchor}


def link(url: str, shown: str = "x", **more: Any) -> dict[str, Any]:
    return {"type": "link", "url": url, "children": [text(shown)], **more}


def reference(anchor: str, shown: str, url: str = "/numbers", **more: Any) -> dict[str, Any]:
    return {
        "type": "crossReference",
        "html_id": anchor,
        "resolved": True,
        "remote": True,
        "url": url,
        "children": [text(shown)],
        **more,
    }


def drawing(colour: str = "#a2040e", label: str = "kites") -> str:
    figure = Figure(figsize=(3, 2))
    axes = figure.subplots()
    axes.plot([1, 2, 3], [3, 1, 2], color=colour, marker="o")
    axes.bar([1], [2], facecolor="#f3d9d6", edgecolor="#a2040e", hatch="//")
    axes.text(1, 2, label, color="#1f2328", fontweight="bold", rotation=90)
    for spine in axes.spines.values():
        spine.set_color("#59636e")
    axes.tick_params(colors="#59636e")
    with mpl.rc_context({"svg.fonttype": "none", "svg.hashsalt": "x"}), io.StringIO() as out:
        figure.savefig(out, format="svg", transparent=True, metadata={"Date": None})
        return out.getvalue()


def face(**more: Any) -> dict[str, Any]:
    return {
        "id": "kites",
        "form": "lines",
        "title": "kites by year",
        "finding": "Kites became fewer after the second year.",
        "alt": "Line chart of kites by year. Kites became fewer after the second year.",
        "source": "Source: Kite Office (2020).",
        "series": ["kites"],
        "csv": "series,period,value\nkites,2020,3\nkites,2021,1\n",
        "rows": (
            "name,period,value,note,source,wide,narrow\n"
            "Kites,2020,3,an estimate,office,280 430 0,290 440 0\n"
            "Kites,2021,1,,office,1000 800 0,1010 810 0\n"
        ),
        "about": {
            "series": {"kites": {"title": "Kites", "definition": "All kites", "unit": "kites"}},
            "sources": {
                "office": {
                    "publisher": "Kite Office",
                    "title": "Kites in 2020",
                    "date": "2021-02",
                    "address": "https://kites.example/2020",
                    "tier": "A",
                }
            },
        },
        "narrow": drawing(),
    } | more


def cell(data: dict[str, Any], code: str = "publish()", **output: Any) -> dict[str, Any]:
    stored = {"output_type": "display_data", "metadata": {}, "data": data} | output
    return {
        "type": "block",
        "kind": "notebook-code",
        "children": [
            {"type": "code", "lang": "python", "value": code},
            {
                "type": "outputs",
                "id": "o",
                "children": [{"type": "output", "jupyter_data": stored}],
            },
        ],
    }


def chart_cell(wide: str | None = None, **more: Any) -> dict[str, Any]:
    drawn = {"content": drawing() if wide is None else wide}
    return cell({CHART: {"content": json.dumps(face(**more))}, "image/svg+xml": drawn})


class Site:
    """A parsed site; the page `wind` is the first chapter."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.out = folder / "site", folder / "out"
        self.options: dict[str, Any] = {"cards": "num claim"}
        self.project: dict[str, Any] = {"title": "Kites", "index": "index"}
        self.pages: dict[str, list[dict[str, Any]]] = {
            "index": [paragraph(text("What is a kite?"))],
            "wind": [],
            "numbers": [heading("Kites in 2020", "num-kites", 3), paragraph(text("3 kites"))],
        }
        for name in ("content", "public"):
            (self.folder / name).mkdir(parents=True)

    def put(self, *nodes: dict[str, Any]) -> "Site":
        self.pages["wind"] = list(nodes)
        return self

    def public(self, name: str, content: str | bytes = "a,b\n") -> None:
        raw = content.encode() if isinstance(content, str) else content
        (self.folder / "public" / name).write_bytes(raw)

    def render(self, **more: Any) -> list[Path]:
        entries = [
            {"title": "Chapters", "level": 1},
            {"slug": "wind", "title": "Wind", "level": 2},
            {"slug": "numbers", "title": "Numbers", "level": 2},
        ]
        config = {"options": self.options, "projects": [self.project | {"pages": entries}]}
        (self.folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
        files = {"wind": "/../notebooks/01_wind.ipynb"}
        for slug, nodes in self.pages.items():
            page = {
                "location": files.get(slug, f"/{slug}.md"),
                "frontmatter": {"title": slug.capitalize()},
                "mdast": {"type": "root", "children": nodes},
            }
            path = self.folder / "content" / f"{slug}.json"
            path.write_text(json.dumps(page, ensure_ascii=False), encoding="utf-8")
        return render(self.folder, self.out, **more)

    def html(self, slug: str = "wind", **more: Any) -> str:
        self.render(**more)
        folder = self.out if slug == "index" else self.out / slug
        return (folder / "index.html").read_text(encoding="utf-8")
