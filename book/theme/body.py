"""The whole text of a page: its question, its sections, its notes and sources."""

from markupsafe import Markup

from .context import Context
from .nodes import MACROS
from .text import Node, flow, is_section, walk

#: Site options that list headings whose section is set apart: option → class.
PANELS = {"findings_headings": "findings", "figures_headings": "figures"}


def content(body: Context) -> Markup:
    """Render the page below its lede; what cannot be shown truthfully is refused by its place."""
    groups: list[list[Node]] = [[]]
    for node in flow(body.page.body):
        if is_section(node):
            groups.append([])
        if node is not body.page.lede:
            groups[-1].append(node)
    # Code that only prepares would part the question from its answer; it follows the answer.
    code = [node for node in groups[0] if node.get("kind") == "notebook-code"]
    silent = [node for node in code if all(n["type"] != "output" for n in walk([node]))]
    groups[0] = [node for node in groups[0] if node not in silent]
    groups.insert(2, silent)
    made = [_section(body, group) for group in groups]
    made += [MACROS.notes(body)] if body.notes else []
    made += [MACROS.references(body)] if body.page.cited and not body.listed else []
    return Markup().join(made)


def _section(body: Context, group: list[Node]) -> Markup:
    if not group or not is_section(group[0]):
        return body.nodes(group)
    end, kind = len(group), None
    for option, name in PANELS.items():
        if group[0]["html_id"] in body.book.words(option):
            # The panel holds the sentences; anything else under its heading stands below it.
            texts = ("heading", "paragraph", "list", "comment")
            end = next((i for i, node in enumerate(group) if node["type"] not in texts), end)
            kind = name
    panel = MACROS.section(body, group[:end], kind)
    return panel + Markup("\n").join(map(body.node, group[end:]))
