"""The editions that lie ready, as the site offers them: only those of exactly this content."""

import hashlib
import re

from press.workshop import Workshop

#: Beside the editions: the digest of what they were made from.
MADE_FROM = "content.txt"


def content(shop: Workshop) -> str:
    """Return the digest of all that the site is made of."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in shop.folders for path in folder.rglob("*")):
        name = f"/{path.relative_to(shop.root).as_posix()}"
        built = re.search(r"/(\.|_build/|__pycache__/)", name)
        if path.is_file() and not path.is_symlink() and not built:
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def offered(shop: Workshop) -> dict[str, bytes]:
    """Give each edition by name; none where they are of other content."""
    folder = shop.build / "editions"
    mark = folder / MADE_FROM
    if not mark.exists() or mark.read_text(encoding="utf-8") != content(shop):
        return {}
    return {path.name: path.read_bytes() for path in folder.iterdir() if path != mark}
