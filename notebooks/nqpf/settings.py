"""What stands in TOML: words, the look of charts, and what the book is about, its `book.toml`."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from nqpf.errors import DatasetError

_HERE = Path(__file__).parent
#: The tables of `words.toml`, which says what each is for.
WORDS = tomllib.loads((_HERE / "words.toml").read_text(encoding="utf-8"))
#: What is said beside a value that was not simply reported.
STATUS_WORDS: dict[str, str] = WORDS["statuses"]
#: The look of charts, and their colours: name → hex value.
LOOK = tomllib.loads((_HERE / "look.toml").read_text(encoding="utf-8"))
PALETTE: dict[str, str] = LOOK["palette"]
#: The type of a published chart.
MIME = "application/vnd.nqpf.chart+json"


@dataclass(frozen=True)
class Theme:
    """A theme of series, events, numbers and claims."""

    title: str  # its name on pages
    chapter: str = ""  # the chapter that treats it, by the stem of its file; "" for none


@dataclass(frozen=True)
class Settings:
    """The settings of a book."""

    lead: str  # code of the economy that the book is about
    address: str  # where the book is published, ending in a slash; "" where that is not known
    themes: dict[str, Theme]  # by id, in the order of the book
    names: tuple[str, ...]  # patterns of proper names that hold a digit and are no figure
    limit: int = 300  # seconds that a cell of a chapter may run


def read_settings(path: Path) -> Settings:
    """Read the settings; DatasetError says that the file is missing, or something in it."""
    try:
        given = tomllib.loads(path.read_text(encoding="utf-8"))
        themes = {name: Theme(**theme) for name, theme in given["themes"].items()}
        address, limit = given.get("address", ""), given.get("limit", 300)
        if type(limit) is not int or limit < 1:
            raise TypeError("limit")
        return Settings(given["lead"], address, themes, tuple(given["names"]), limit)
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise DatasetError(f"notebooks/book.toml cannot be read ({error})") from error
    except (KeyError, TypeError, AttributeError) as error:
        raise DatasetError(
            f"notebooks/book.toml: {error} is missing or of the wrong kind; it needs lead, names "
            "and a table themes, each theme with a title"
        ) from error
