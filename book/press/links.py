"""Whether what a page shows or links to stays inside the folders that are published."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

#: The folders of a project whose files may be published.
PUBLIC = ("book", "notebooks", "data")


def escapes(path: Path, address: str, project: Path) -> bool:
    """Tell whether a link, an include or a picture of a page leads out of what is published.

    Complete addresses (https:) and anchors never do; what begins with a slash is a path of the
    machine.
    """
    try:
        parts = urlsplit(address)
        drive = len(parts.scheme) == 1  # of Windows
        if not parts.path or parts.netloc or (parts.scheme not in ("", "file") and not drive):
            return False
        target = (path.parent / unquote(parts.path)).resolve()
    except (OSError, ValueError, RuntimeError):  # no address, or no path of this system
        return True
    return drive or not any(target.is_relative_to((project / name).resolve()) for name in PUBLIC)


def escaping(node: dict[str, Any], path: Path, project: Path) -> Iterator[str]:
    """List the addresses of a parsed page whose files the engine took from elsewhere."""
    address = node.get("file") or node.get("urlSource")
    copied = node.get("static") or node["type"] in ("image", "include")
    if copied and address and escapes(path, address, project):
        yield address
    for child in node.get("children", []):
        yield from escaping(child, path, project)
