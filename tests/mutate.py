"""Prove the checks by mutation: break one thing at random, and see whether the check names it.

    python tests/mutate.py --count 568 --seed 7 --part 1/2

Each mutation is one change to one file in a private copy of the project. It is killed when the
check finds a problem that names its place, and crashed when the check ends in an error of its own.
It is judged twice: as it is, and sealed, after `make refresh` and `press check --fix` have renewed
what they renew (links, order, outputs, seals of new rows); a row that was sealed once and that
refresh refuses without a word is killed. What survives sealed, nobody notices but a reader,
so the classes of which that is true say why a machine cannot know.
"""

# ruff: noqa: E501 - a table of cases is read row by row

import argparse
import contextlib
import csv
import hashlib
import json
import random
import re
import shutil
import sys
import tempfile
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path
from typing import NamedTuple

import toy
import wording
from nbformat import NotebookNode
from toy import dump

from nqpf.errors import DatasetError, UnknownIdError
from press import notebooks, seals
from press.check import check, data
from press.refresh import RefreshError, refresh, rewrite
from press.workshop import Workshop

ROOT = Path(__file__).resolve().parents[1]
#: Rules whose problems `make refresh` takes away.
SEALS = {"sealed-row", "unsealed-row", "number-text", "claim-text", "stale"}
#: Second readings of values; the tests of the dataset compare them.
SECOND = toy.rows(ROOT / "data" / "crosschecks.csv")


class Mutation(NamedTuple):
    """One change to one file: its new text, and what a message must contain to name the place."""

    file: str
    text: str
    places: tuple[str, ...]
    what: str
    healed: bool = False  # it changed an output alone, which a refresh makes anew
    code: bool = False  # it changed code, which a refresh executes


# how a cell of a table or a match in a text changes ----------------------------------------------


def other(dice: random.Random, old: str, known: list[str]) -> str:
    return dice.choice(sorted({*known} - {old}))


def digit(dice: random.Random, old: str, _: list[str]) -> str:
    at = dice.choice([i for i, c in enumerate(old) if c.isdigit()])
    return old[:at] + str((int(old[at]) + dice.randint(1, 9)) % 10) + old[at + 1 :]


def times(*factors: float):
    return lambda dice, old, _: f"{float(old) * dice.choice(factors):.10g}"


def misspelt(dice: random.Random, old: str, _: list[str]) -> str:
    at = dice.randrange(1, len(old) - 1)
    return old[:at] + old[at + 1 :]


def fewer(dice: random.Random, old: str, _: list[str]) -> str:
    words = old.split()
    del words[dice.randrange(len(words))]
    return " ".join(words)


def nothing(*_: object) -> str:
    return ""


def always(text: str):
    return lambda *_: text


def year(dice: random.Random, old: str, _: list[str]) -> str:
    """Move one year by one or two."""
    found = list(re.finditer(r"(?:19|20)\d\d", old))
    match = dice.choice(found)
    moved = str(int(match[0]) + dice.choice((-2, -1, 1, 2)))
    return old[: match.start()] + moved + old[match.end() :]


def narrower(dice: random.Random, old: str, _: list[str]) -> str:
    """Leave out the first or the last year of a span."""
    first, last = re.findall(r"\d{4}", old)
    first, last = dice.choice(((int(first) + 1, last), (first, int(last) - 1)))
    return f"({first}, {last})"


def swapped(*pairs: str):
    """Put one of two words in place of the other."""
    turned = {}
    for pair in pairs:
        one, two = pair.split("/")
        turned |= {one: two, two: one}

    def change(_dice: random.Random, old: str, _known: list[str]) -> str:
        mark = "|".join(sorted(map(re.escape, turned), key=len, reverse=True))
        match = re.search(rf"(?<!\w)(?:{mark})(?!\w)", old)
        return old[: match.start()] + turned[match[0]] + old[match.end() :]

    return change


DIRECTIONS = swapped(
    "rose/fell", "grew/shrank", "more/less", "higher/lower", "above/below", "ahead/behind",
    "gained/lost", "faster/slower", "highest/lowest", "largest/smallest", "fewer/more", "leads/trails",
)  # fmt: skip
NUMBER_WORDS = swapped(
    "two/three", "four/five", "ten/twelve", "six/seven", "twenty/thirty", "half/a third"
)
SIGNS = swapped("</>")
SCALES = swapped("billion/million", "trillion/billion", "yuan/dollars", "%/ points")
UNITS = swapped(
    "billion/million", "trillion/billion", "CNY/USD", "percent/units", "percent yoy/percent"
)
AXES = swapped("percent/units", "billion/trillion", "million/thousand")
PAIRS = swapped("CHN/USA", "WLD/DEU", "JPN/KOR")
BOUNDS = swapped("at least/exactly", "over/some", "more than/some", "nearly/some", "about/exactly")

#: Class → table, column, how its cell changes. Its first cell names a row.
ROWS = "data/observations.csv"
CELLS = {
    "digit of a value": (ROWS, "value", digit),
    "unit of a value": (ROWS, "value", times(1000, 0.01, 0.001)),
    "value a tenth off": (ROWS, "value", times(1.1, 0.9, 1.3)),
    "sign of a value": (ROWS, "value", times(-1)),
    "status": (ROWS, "status", other),
    "source of a value": (ROWS, "source", other),
    "period": (ROWS, "period", other),
    "economy": (ROWS, "geo", other),
    "series of a value": (ROWS, "series", other),
    "row lost": (ROWS, None, lambda rows, at: rows.pop(at)),
    "row doubled": (ROWS, None, lambda rows, at: rows.insert(at, rows[at])),
    "two years swapped": (ROWS, None, lambda rows, at: swap(rows, at, "period")),
    "two economies swapped": (ROWS, None, lambda rows, at: swap(rows, at, "geo")),
    "series id": ("data/series.csv", "id", misspelt),
    "unit of a series": ("data/series.csv", "unit", other),
    "unit word": ("data/series.csv", "unit", UNITS),
    "title of a series": ("data/series.csv", "title", other),
    "definition of a series": ("data/series.csv", "definition", other),
    "bounds widened": ("data/series.csv", "maximum", times(1000)),
    "publisher of a series": ("data/series.csv", "publisher", other),
    "tier": ("data/sources.csv", "tier", other),
    "address of a source": ("data/sources.csv", "address", other),
    "publisher of a source": ("data/sources.csv", "publisher", other),
    "event": ("data/events.csv", "event", fewer),
    "date of an event": ("data/events.csv", "date", digit),
    "colour of another economy": ("data/geos.csv", "colour", other),
    "colours of two economies": ("data/geos.csv", None, lambda rows, at: trade(rows, at, "colour")),
    "name of an economy": ("data/geos.csv", "name", misspelt),
    "number id": ("data/numbers.csv", "id", misspelt),
    "title of a number": ("data/numbers.csv", "title", other),
    "year in a title": ("data/numbers.csv", "title", year),
    "formula": ("data/numbers.csv", "formula", other),
    "year in a formula": ("data/numbers.csv", "formula", year),
    "economy in a formula": ("data/numbers.csv", "formula", swapped("CHN/USA", "WLD/CHN")),
    "share inverted": ("data/numbers.csv", "formula",
                       lambda d, old, _: re.sub(r"share\((.+\]), (.+\])\)", r"share(\2, \1)", old)),
    "years of a growth": ("data/numbers.csv", "formula",
                          lambda d, old, _: re.sub(r", (\d+)\)", lambda m: f", {int(m[1]) + 1})", old)),
    "format": ("data/numbers.csv", "format", other),
    "unit of a format": ("data/numbers.csv", "format", SCALES),
    "hedge dropped": ("data/numbers.csv", "format", BOUNDS),
    "verdict": ("seeds/claims.csv", "verdict", other),
    "evidence": ("seeds/claims.csv", "rests_on", misspelt),
    "evidence of another claim": ("seeds/claims.csv", "rests_on", other),
    "anchor": ("seeds/claims.csv", "anchor", misspelt),
    "verdict condition inverted": ("seeds/claims.csv", "condition", SIGNS),
    "verdict condition removed": ("seeds/claims.csv", "condition", nothing),
    "statement of another claim": ("seeds/claims.csv", "statement", other),
    "paragraph": ("seeds/claims.csv", "paragraph", other),
}  # fmt: skip
WORD = r"[^\"\\]*?"
HELD = r"(?<=holds: )"
#: Class → what is changed in the JSON of a chapter, and how.
PLACES = {
    "link text": (r"\[([^][]*\d[^][]*)\]\(#num-", digit),
    "link target": (r"\(#num-([a-z0-9-]+)\)", other),
    "claim link": (r"\(#claim-([a-z0-9-]+)\)", misspelt),
    "figure without link": (r"\d[^][]*(\]\(#num-[a-z0-9-]+\))", nothing),
    "condition inverted": (rf"{HELD}([^\"]*? [<>] [^\"]*?) -->", SIGNS),
    "condition removed": (r"(<!-- holds: [^\"]*? -->)", nothing),
    "condition of another sentence": (rf"{HELD}(?!judgement)([^\"]*?)(?= -->)", other),
    "condition misspelt": (rf"{HELD}([^\"]*?[a-z]-[^\"]*?)(?= -->)", misspelt),
    "judgement for a condition": (rf"{HELD}(?!judgement)([^\"]*?)(?= -->)", always("judgement")),
    "direction word flipped": (
        r"[ “]((?:rose|fell|grew|shrank|more|less|higher|lower|above|below|gained|lost|slower|highest|"
        r"fewer|leads)(?! bound) [^.\"]*?\]\(#num-[^.\"]*\.)(?=<!-- holds)", DIRECTIONS),
    "number word changed": (
        r" ((?:two|three|four|five|six|ten|twenty|half)\b[^.\"<]*\.)(?=<!-- holds)", NUMBER_WORDS),
    "year in prose": (r"(\]\(#num-[a-z0-9-]+\)[^.\"\[(]*?\b20\d\d\b)", year),
    "sentences swapped": (r"(?:\. |\\n)([A-Z][^.\"\[<]*\[[^.\"<]*\]\(#num-[^.\"<]*\.)", other),
    "holds of a finding": (r"(    holds=(?!\\\"judgement).+)(?=\\n)", nothing),
    "series of a chart": (r"data\.select\(\\\"([a-z0-9_]+)\\\"", other),
    "economy of a chart": (r"data\.select\([^()]*?\\\"(CHN|USA|WLD|DEU|JPN|KOR)\\\"", PAIRS),
    "years of a chart": (r"data\.select\([^()]*?slice(\(\d{4}, \d{4}\))", narrower),
    "axis label": (r"\\\"[^\"\\]*, ((?:percent|trillion|billion|thousand|million)[^\"\\]*)\\\"", AXES),
    "values of a chart": (r'"csv": "[^"]+,(\d+)', digit),
    "drawn column swapped": (r'"csv": "[^"]+?\\n[a-z_]+,[A-Z]{3},([\d-]+,[\d.]+)', digit),
    "source of a drawn row": (r'"csv": "[^"]+?\\n[a-z_]+,[A-Z]{3},[\d-]+,[\d.]+,[a-z_]+,([a-z0-9-]+)', misspelt),
    "alternative text": (r'"alt": "[^"]*?values from ([\d.]+)', digit),
    "drawing": (r"<svg [^\n]+?(\d{3})", digit),
    "never executed": (r'"cell_type": "code",\s+"execution_count": (\d+)', always("null")),
}  # fmt: skip
#: Classes that change an output and nothing else.
OUTPUTS = {
    "values of a chart", "drawn column swapped", "source of a drawn row", "alternative text",
    "drawing", "never executed",
}  # fmt: skip
#: Classes that change code: to be refreshed, the chapter has to be executed.
CODE = {
    "holds of a finding", "series of a chart", "economy of a chart", "years of a chart",
    "axis label",
}  # fmt: skip
CLASSES = (*CELLS, *PLACES)
#: What of a class survives, or is noticed without its place, and why no rule can find it. Of the
#: tables nothing survives but a colour: a sealed row that is changed without a word is named.
WHY = {
    "colours of two economies": "a choice: each keeps one of its own; the stale series are named",
    "condition removed": "no word of the sentence relates, so its links alone can go false",
    "holds of a finding": "as a condition removed",
    "condition of another sentence": "it is true, and on the matter of the sentence or its section",
    "judgement for a condition": "a sentence with one figure or none may be a judgement; "
    "at most one in five is",
    "direction word flipped": "a condition does not know which word it stands for; "
    "where figures follow the word, as in “rose from … to”, they are compared",
    "number word changed": "it may count what no row holds: months, or things that were named",
    "year in prose": "a year that another number of the sentence is of",
    "sentences swapped": "two sentences without a condition, each true in the place of the other",
    "link target": "another number on the matter of its paragraph, and written as it is",
    "series of a chart": "a column computed from several series may show any of them",
    "economy of a chart": "as the years of a chart",
    "years of a chart": "what is drawn beside all that the finding speaks of is a choice",
    "axis label": "the words beside the unit",
}


def same(one: str, two: str) -> bool:
    """Tell whether two texts differ in nothing but spaces, so that no mutation is one."""
    return "".join(one.split()) == "".join(two.split())


def trade(rows: list[dict[str, str]], at: int, column: str) -> tuple[str, ...]:
    """Swap the cells of two rows; name the places that a message may name."""
    own = rows[at][column]
    others = [row for row in rows[at + 1 :] if row[column] not in ("", own)]
    if not own or not others:
        raise LookupError
    rows[at][column], others[0][column] = others[0][column], own
    return others[0]["code"], "data/geos.csv"


def swap(rows: list[dict[str, str]], at: int, column: str) -> None:
    """Swap the values of two rows that differ in one column alone; the nearest such pair."""
    alike = [c for c in ("series", "geo", "period", "status") if c != column]
    for near in sorted(range(len(rows)), key=lambda i: abs(i - at)):
        one, two = rows[at], rows[near]
        if near != at and one["value"] != two["value"] and all(one[c] == two[c] for c in alike):
            one["value"], two["value"] = two["value"], one["value"]
            return
    raise LookupError


def in_table(shop: Workshop, dice: random.Random, kind: str) -> Mutation | None:
    """Change a cell of a table, lose a row or double it."""
    name, column, new = CELLS[kind]
    with (shop.root / name).open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    at = dice.randrange(len(rows))
    row, what = rows[at], f"{name}, line {at + 2}"
    places = (next(iter(row.values())), what, f"line {at + 3}")
    try:
        if column is None:
            others = new(rows, at)
            places += others if isinstance(others, tuple) else ()
        else:
            old, known = row[column], [other[column] for other in rows]
            row[column] = new(dice, old, [one for one in known if one])
            if not old or same(row[column], old):
                return None
            what += f", {column}: {old!r} → {row[column]!r}"
            places += (next(iter(row.values())), f"#claim-{row.get('id', '').lower()})")
    except (TypeError, LookupError, ValueError, AttributeError):
        return None  # nothing here to change in this way
    path = shop.build / "mutation.csv"
    path.parent.mkdir(exist_ok=True)
    dump(path, rows)
    return Mutation(name, path.read_text(encoding="utf-8"), places, f"{kind}: {what}")


def in_chapter(shop: Workshop, dice: random.Random, kind: str) -> Mutation | None:
    """Change a cell of a chapter."""
    pattern, new = PLACES[kind]
    path = dice.choice(shop.chapters())
    text = path.read_text(encoding="utf-8")
    found = list(re.finditer(pattern, text))
    known = [match[1] for match in found]
    if not found or (new is other and len({*known}) < 2):
        return None
    match = dice.choice(found)
    try:
        puts = {match.start(1): (match[1], new(dice, match[1], known))}
    except (TypeError, IndexError, AttributeError):
        return None
    old, put = puts[match.start(1)]
    if same(old, put):
        return None
    if kind == "sentences swapped":  # and the other one goes where this one was
        twin = next(one for one in found if one[1] == put)
        puts[twin.start(1)] = (put, old)
    changed, cells, places = text, json.loads(text)["cells"], ()
    for start, (was, now) in sorted(puts.items(), reverse=True):
        changed = changed[:start] + now + changed[start + len(was) :]
    for start in puts:
        place = text.count('"cell_type"', 0, start)
        cell = cells[max(place - 1, 0)]
        label = re.match(r"#\| label: (\S+)", "".join(cell["source"]))
        where = f"{shop.relative(path)}, cell {place}"
        places += (where, f"{path.name}, cell {place}", label[1] if label else cell["id"])
    if kind == "link target":
        places += (f"({old}): no text uses it",)  # what is lost is as good a name
    what = f"{kind}: {places[0]}, {old[:150]!r} → {put[:150]!r}"
    return Mutation(shop.relative(path), changed, places, what, kind in OUTPUTS, kind in CODE)


def draw(shop: Workshop, dice: random.Random, kind: str) -> Mutation:
    """Draw a mutation of a class; LookupError where the book has nothing to mutate so."""
    make = in_table if kind in CELLS else in_chapter
    for _ in range(3000):
        if found := make(shop, dice, kind):
            return found
    raise LookupError(kind)


def seconds(shop: Workshop) -> list[str]:
    """Name the values that a second source contradicts, as the tests of the dataset do."""
    wrong = []
    for one in SECOND:
        where = [one[key] for key in ("series", "geo", "period", "status")]
        rows = shop.data.observations
        alike = (rows[["series", "geo", "period", "status"]] == where).all(axis=1)
        ours = rows.loc[alike & (rows["source"] != one["source"]), "value"]
        if len(ours) and not any(abs(ours - float(one["value"])) <= float(one["tolerance"]) + 1e-9):
            wrong.append(f"{where}: a second source says {one['value']}")
    return wrong


def verdict(found: list[str], places: tuple[str, ...]) -> str:
    said = "\n".join(found)
    named = any(place in said for place in places)
    return "killed" if named else "unnamed" if found else "survived"


def renew(root: Path, mutation: Mutation) -> None:
    """Do what an author does after an edit; chapters are executed where code was changed.

    An execution after a change of data would find more than is counted here.
    """
    if mutation.code:
        refresh(Workshop(root), say=lambda _: None)
        return
    shop = Workshop(root)
    if mutation.file.endswith(".csv"):
        data.fix(shop)
        seals.seal(shop := shop.again())
    for path in [*shop.pages(), *shop.chapters()]:
        rewrite(shop, path)


class Quick(Workshop):
    """A project that looks up each observation and computes each number once."""

    def __init__(self, root: Path) -> None:
        super().__init__(root)
        self.observations, self.value = cache(super().observations), cache(super().value)


def once(compute: Callable[..., Iterable]) -> Callable[..., list]:
    """Compute what depends on a file or a folder alone once for each state of it."""
    known: dict[tuple[str, str], list] = {}

    def found(path: Path, *given: object) -> list:
        state = hashlib.sha256()
        for file in sorted(path.iterdir()) if path.is_dir() else [path]:
            state.update(file.name.encode() + file.read_bytes())
        key = path.name, state.hexdigest()
        if key not in known:
            known[key] = list(compute(path, *given))
        return known[key]

    return found


class Reader:
    """Reads each state of a chapter once; `rewrite` changes what it reads, so `forget` then."""

    def __init__(self) -> None:
        self._read, self._known = notebooks.read, {}
        self.forget = self._known.clear

    def __call__(self, shop: Workshop, path: Path) -> NotebookNode:
        """Read a chapter as `press.notebooks.read` does."""
        if (key := (path, path.read_bytes())) not in self._known:
            self._known[key] = self._read(shop, path)
        return self._known[key]


def judge(root: Path, mutation: Mutation) -> tuple[str, str]:
    """Say of a mutation as it is, and sealed: killed, unnamed, survived, crashed or healed.

    Unnamed is noticed with another place named; healed is an output that a refresh made anew.
    """
    files = [p for p in root.rglob("*") if p.suffix in (".csv", ".ipynb", ".md")]
    before = {file: file.read_bytes() for file in files}
    (root / mutation.file).write_text(mutation.text, encoding="utf-8", newline="\n")
    plain = "crashed"
    try:
        found = check(shop := Quick(root))
        said = list(map(str, found))
        plain = verdict(said, mutation.places)
        readable = {p.rule for p in found} <= SEALS | {"table-form"}
        if plain != "killed" and readable:
            with contextlib.suppress(DatasetError, UnknownIdError):
                plain = verdict(said + wording.problems(shop), mutation.places)
        if mutation.healed:
            return plain, "healed"
        if not readable:
            return plain, plain
        forget = getattr(notebooks.read, "forget", bool)
        try:
            forget()
            renew(root, mutation)
        except (seals.SealError, RefreshError) as error:  # it refuses, and says why
            return plain, verdict([str(error)], mutation.places)
        finally:
            forget()
        if (root / mutation.file).read_bytes() == before[root / mutation.file]:
            return plain, "healed"
        shop = Quick(root)
        left = [str(p) for p in check(shop) if p.rule not in ("stale", "not-canonical")]
        if (sealed := verdict(left, mutation.places)) != "killed":
            with contextlib.suppress(DatasetError, UnknownIdError):  # the check has named it
                left += [*wording.problems(shop), *seconds(shop)]
                sealed = verdict(left, mutation.places)
        return plain, sealed
    except Exception as error:  # a crash is what is looked for
        print(f"crash: {type(error).__name__}: {error}", flush=True)
        return plain, "crashed"
    finally:
        for file, raw in before.items():
            if file.read_bytes() != raw:
                file.write_bytes(raw)


def main() -> None:
    """Run from the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--count", type=int, default=8 * len(CLASSES))
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--part", default="1/1", help="such as 2/3: of three runs, the second")
    given = parser.parse_args()
    part, parts = map(int, given.part.split("/"))
    tried = {"as it is": defaultdict(Counter), "sealed": defaultdict(Counter)}
    with tempfile.TemporaryDirectory() as folder:
        ignored = shutil.ignore_patterns("_build", "__pycache__", ".ipynb_checkpoints")
        for name in ("book", "data", "notebooks", "seeds"):
            shutil.copytree(ROOT / name, Path(folder) / name, ignore=ignored)
        notebooks.read = Reader()
        for name in ("_schema_problems", "_form_problems", "_cell_problems"):
            setattr(data, name, once(getattr(data, name)))
        if wrong := [*check(Workshop(Path(folder))), *wording.problems(Workshop(Path(folder)))]:
            sys.exit("\n".join(map(str, ["the book has to be without problems first", *wrong])))
        for at, kind in enumerate((CLASSES * given.count)[: given.count]):
            if at % parts != part - 1:
                continue
            dice = random.Random(f"{given.seed} {at}")
            mutation = draw(Workshop(Path(folder)), dice, kind)
            for form, word in zip(tried, judge(Path(folder), mutation), strict=True):
                tried[form][kind][word] += 1
                if word in ("survived", "unnamed", "crashed"):
                    print(f"{form} {word}: {mutation.what}", flush=True)
    report(tried)


def report(tried: dict[str, dict[str, Counter]]) -> None:
    """Print a line for each class and form; exit with 1 for what nobody explains."""
    wrong = 0
    for form, classes in tried.items():
        for kind, words in classes.items():
            left = words["survived"] + words["unnamed"]
            why = WHY.get(kind, "NO REASON") if left else ""
            wrong += words["crashed"] + (left if why == "NO REASON" else 0)
            said = ", ".join(f"{count} {word}" for word, count in sorted(words.items()))
            print(f"{form}: {kind}: {said}" + f" ({why})" * bool(why))
        whole = sum(classes.values(), Counter())
        print(
            f"{form}, all {whole.total()}: "
            + ", ".join(f"{n} {w}" for w, n in sorted(whole.items()))
        )
    sys.exit(bool(wrong))


if __name__ == "__main__":
    main()
