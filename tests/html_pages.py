"""The pages of the built site, parsed once for all tests of a worker."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

import yaml
from bs4 import BeautifulSoup

ROOT = Path(__file__).resolve().parents[1]
CHAPTERS = [path.stem for path in sorted((ROOT / "notebooks").glob("[0-9][0-9]_*.ipynb"))]


def slug(name: str) -> str:
    """The folder of the page that a source file gives."""
    stem = re.sub(r"^\d+_", "", Path(name).stem).replace("_", "-")
    return "" if stem == "index" else stem


def toc() -> list[str]:
    """The files of the table of contents."""
    config = yaml.safe_load((ROOT / "book" / "myst.yml").read_text(encoding="utf-8"))

    def files(entries: list[dict]) -> list[str]:
        found = []
        for entry in entries:
            found += [entry["file"]] if "file" in entry else []
            found += files(entry.get("children", []))
        return found

    return files(config["project"]["toc"])


@dataclass(frozen=True)
class Page:
    """One page: where it stands and what it holds."""

    path: Path
    name: str
    soup: BeautifulSoup

    def ids(self) -> list[str]:
        return [tag["id"] for tag in self.soup.find_all(id=True)]

    def target(self, href: str) -> tuple[Path, str]:
        """The file and the anchor that a link of this page leads to."""
        parts = urlsplit(href)
        file = (self.path.parent / unquote(parts.path)).resolve() if parts.path else self.path
        return (file / "index.html" if file.is_dir() else file), unquote(parts.fragment)


@cache
def pages(site: Path) -> dict[Path, Page]:
    site = site.resolve()
    found = [p for p in site.rglob("*.html") if "pagefind" not in p.relative_to(site).parts]
    return {path: page(site, path) for path in sorted(found)}


@cache
def page(site: Path, path: Path) -> Page:
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    return Page(path, path.relative_to(site).as_posix(), soup)


def chapter(site: Path, stem: str) -> Page:
    return page(site.resolve(), site.resolve() / slug(stem) / "index.html")
