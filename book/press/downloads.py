"""The editions that lie ready, as the site offers them: only those of exactly this content."""

import hashlib
import json
from typing import Any

from press.workshop import Workshop

#: Beside the editions: what they were made from, and the size and checksum of each.
LIST = "editions.json"


def content(shop: Workshop) -> str:
    """Return the digest of all that the site is made of."""
    digest = hashlib.sha256()
    for folder in shop.folders:
        for path in sorted(folder.rglob("*")):
            name = path.relative_to(shop.root)
            built = any(part[0] == "." or part in ("_build", "__pycache__") for part in name.parts)
            if path.is_file() and not path.is_symlink() and not built:
                digest.update(f"{name.as_posix()}\0".encode())
                digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def offered(shop: Workshop) -> list[dict[str, Any]]:
    """List name, bytes and sha256 of each edition; none where they are of other content."""
    try:
        made = json.loads((shop.build / "editions" / LIST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return []
    return made["editions"] if made["content"] == content(shop) else []
