"""The editions that lie ready, as the site offers them: only those of exactly this content."""

import hashlib
import json
import re
from typing import Any

from press.workshop import Workshop

#: Beside the editions: what they were made from, and the size and checksum of each.
LIST = "editions.json"


def content(shop: Workshop) -> str:
    """Return the digest of all that the site is made of."""
    digest = hashlib.sha256()
    for path in sorted(path for folder in shop.folders for path in folder.rglob("*")):
        name = f"/{path.relative_to(shop.root).as_posix()}"
        built = re.search(r"/(\.|_build/|__pycache__/)", name)
        if path.is_file() and not path.is_symlink() and not built:
            digest.update(f"{name}\0{hashlib.sha256(path.read_bytes()).hexdigest()}".encode())
    return digest.hexdigest()


def offered(shop: Workshop) -> list[dict[str, Any]]:
    """List name, bytes and sha256 of each edition; none where they are of other content."""
    path = shop.build / "editions" / LIST
    made = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {"content": ""}
    return made["editions"] if made["content"] == content(shop) else []
