"""What charts and their readers agree on: the MIME type of a published chart, and its look."""

import tomllib
from pathlib import Path

MIME = "application/vnd.nqpf.chart+json"
LOOK = tomllib.loads(Path(__file__).with_name("look.toml").read_text(encoding="utf-8"))
#: The colours of charts: name → hex value.
PALETTE: dict[str, str] = LOOK["palette"]
