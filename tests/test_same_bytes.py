"""Whoever builds the book again gets the same bytes."""

import hashlib
from pathlib import Path

from press.build import build


def digests(site: Path) -> dict[str, str]:
    return {
        path.relative_to(site).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in site.rglob("*")
        if path.is_file()
    }


def test_building_again_gives_the_same_bytes(tmp_path):
    sites = [tmp_path / name / "html" for name in ("one", "two")]
    for site in sites:
        build(site, say=lambda line: None)
    first, second = map(digests, sites)
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
