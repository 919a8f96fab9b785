"""Words that must agree with the data and with each other, for the tests and for the mutations.

Each function gives what is wrong in one line that names the place; `problems` gives everything.
They are rules for the words of a register or of findings, which change seldom; what a writer needs
to know while writing is a rule of `press check`.
"""

import contextlib
import csv
import io
import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from nqpf.errors import DatasetError, ExpressionError, UnknownIdError
from nqpf.expressions import parse
from nqpf.numbers import Number
from nqpf.settings import MIME
from press import notebooks, texts
from press.check.words import JUDGEMENT, Sentence, findings, in_prose, plain, sentences
from press.pages import uses
from press.workshop import Workshop

LINK = r"\[[^\]]*\]\([^()\s]*#num-([a-z0-9-]+)\)"
BY = re.compile(r"((?:\w+ ){1,2})by " + LINK)
FROM_TO = re.compile(rf"^(.*?)\bfrom {LINK}[^\[]{{0,70}} to {LINK}")
UP = re.compile(
    r"\b(?:rose|rises?|risen|rising|grew|grows?|grown|gained|raised|climbed|up|higher)\b"
)
DOWN = re.compile(
    r"\b(?:fell|falls?|fallen|falling|shrank|shrunk|lost|dropped|slipped|slowed|lower|cut|shrink)\b"
)
#: A year of a sentence, but for those in the names of articles.
YEAR = re.compile(r"(?<!shine )(?<!ecns )\b((?:19|20)\d\d)\b(?! article)")
#: Words that say nothing of what is measured.
COMMON = re.compile(
    r"\b(?:the|and|for|share|growth|china|year|rate|with|from|its|that|are|other|their|number|all)\b"
)
#: What a format says of its unit → what the unit of the series says.
UNITS = {"%": "percent", "yuan": "CNY", "dollar": "USD", "tonnes": "tonnes"}
GROWTH = re.compile(r"growth\(\S+\[\w+, (\d{4})[^]]*\], \S+\[\w+, (\d{4})[^]]*\](?:, (\d+))?\)")
#: Two observations that only make sense in one unit.
PAIR = re.compile(
    r"\b(?:share|growth)\((\w+)\[[^]]*\], (\w+)\[[^]]*\](?:, \d+)?\)"
    r"|\b(\w+)\[[^]]*\] [-+] (\w+)\[[^]]*\](?! [*/])|\b(\w+)\[[^]]*\] / (\w+)\[[^]]*\] - 1"
)
#: How the codebook says on which prices a growth rate rests, and how a sentence may say so.
BASES = (r"current prices|(?<!neither )\bnominal\b", r"constant prices|(?<!nor )\breal\b")
SAID = re.compile(r"\b(?i:nominal|real|prices|inflation|money terms|by volume|by value)\b")
#: How the unit of a series is called on the axis of a chart.
CALLED = {"CNY": "yuan", "USD": "dollar", "kg": "kilograms", "rank": "place", "10,000": "thousand"}
SCALE = r"\b(?:thousand|million|billion|trillion)\b"
FINDINGS = re.compile(r"^## What the data show\n(.*?)(?=^## |\Z)", re.MULTILINE | re.DOTALL)

#: The theme of what others are checked by, which nothing in the book needs to use.
CONTROL = "control"


def problems(shop: Workshop) -> list[str]:
    """Find everything in a project whose tables and numbers can be read."""
    found = [*units_and_titles(shop), *series(shop), *evidence(shop)]
    found += [*numbers(shop), *price_bases(shop), *weak_findings(shop), *unused(shop)]
    found += [*apart(shop), *misplaced(shop), *charts(shop), *colours(shop)]
    for one in sentences(shop):
        said = (*directions(shop, one), *years(shop, one), *judged(one))
        found += [f"{one.where}: {what}" for what in said]
    return found


def directions(shop: Workshop, one: Sentence) -> Iterator[str]:
    """Hold words such as “fell by” and “rose from … to” against the numbers that follow them."""
    found = [(before, name, None) for before, name in BY.findall(one.text)]
    for before, first, last in [*found, *FROM_TO.findall(one.text)]:
        said = [(m.end(), 1) for m in UP.finditer(before)]
        said += [(m.end(), -1) for m in DOWN.finditer(before)]
        with contextlib.suppress(DatasetError, UnknownIdError, IndexError):  # the check names it
            if last:
                rank = shop.data.unit(shop.rows(first)[0]["series"]) == "rank"
                change = (shop.value(last) - shop.value(first)) * (-1 if rank else 1)
            else:
                fall = re.search(r"\bfall\b|\bloss", shop.number(first).title, re.IGNORECASE)
                change = shop.value(first) * (-1 if fall else 1)
            if said and change * max(said)[1] < 0:
                yield f"{before.split()[-1]!r} goes the other way than {first} in “{one.text}”"


def years(shop: Workshop, one: Sentence) -> Iterator[str]:
    """Find a year that neither the numbers nor the condition of a sentence know."""
    links = texts.LINK.findall(one.text)  # one without a text is of a chart, which shows its years
    linked = [name for said, _, kind, name in links if kind == "num" and said != "…"]
    known = " ".join([*one.conditions, *linked])
    for name in shop.numbers.keys() & re.findall(r"[\w-]+", known):
        known += f" {shop.numbers[name].title}"
        for row in shop.rows(name):
            known += f" {row['period']} {shop.data.sources.loc[row['source'], 'date']}"
    for year in YEAR.findall(plain(one.text)) if linked else ():
        if year not in known:
            yield f"no number and no condition of “{one.text}” knows the year {year}"


def words(*said: str) -> set[str]:
    """Give the words of some texts that say what is measured."""
    left = COMMON.sub("", " ".join(said).lower().replace("_", " "))
    return {word.rstrip("s") for word in re.findall(r"[a-z]{3,}|r&d|\bai\b", left)}


def units_and_titles(shop: Workshop) -> Iterator[str]:
    """Hold the format and the title of a number against the series that it reads."""
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        names = {row["series"] for row in shop.rows(number.id)}
        units = ", ".join(sorted(map(shop.data.unit, names)))
        simple = re.fullmatch(r"(?:abs\()?\w+\[[^]]*\]\)?", number.formula)
        for word, unit in UNITS.items() if names else ():
            said, meant = word in number.format, unit in units
            if (said and not meant and (simple or word != "%")) or (
                simple and meant and not said and word == "%"
            ):
                yield f"{where}: the format is {number.format!r}, the unit {units}"
        if number.formula.startswith("share(") and shop.value(number.id) > 100:
            yield f"{where}: a share of more than 100 percent"
        about = [" ".join(shop.data.series.loc[n, ["title", "definition"]]) for n in names]
        if names and words(number.title).isdisjoint(words(*names, *about)):
            yield f"{where}: the title {number.title!r} shares no word with {', '.join(names)}"


def series(shop: Workshop) -> Iterator[str]:
    """Hold the title of a series against its id, its definition and its unit."""
    for line, (name, row) in enumerate(shop.data.series.iterrows(), start=2):
        where = f"data/series.csv, line {line} ({name})"
        title = f"the title {row['title']!r}"
        if words(row["title"]).isdisjoint(words(name, row["definition"])):
            yield f"{where}: {title} shares no word with id and definition"
        change = re.search(r"\b(growth|change)\b", row["title"], re.IGNORECASE)
        if bool(change) != bool(re.search("yoy|per year", row["unit"])):
            yield f"{where}: {title} and the unit {row['unit']!r} differ on whether it is a change"


def evidence(shop: Workshop) -> Iterator[str]:
    """Find what a verdict hangs on and its evidence does not name, and paragraphs that are none."""
    for line, claim in enumerate(shop.claims.values(), start=2):
        where = f"seeds/claims.csv, line {line} ({claim.id})"
        if claim.paragraph > (last := int(shop.documents["paragraphs"][claim.document])):
            yield f"{where}: {claim.document} has {last} paragraphs, not {claim.paragraph}"
        named = {item for _, item in claim.evidence}
        named |= {r["series"] for n in named & {*shop.numbers} for r in shop.rows(n)}
        for name in parse(claim.condition).names if claim.condition else ():
            if named.isdisjoint({name, *(row["series"] for row in shop.rows(name))}):
                yield f"{where}: the condition names {name}, the evidence does not"


def numbers(shop: Workshop) -> Iterator[str]:
    """Find numbers that have two names, or whose title, format and formula disagree."""
    first: dict[tuple[str, str], str] = {}
    for line, number in enumerate(shop.numbers.values(), start=2):
        where = f"data/numbers.csv, line {line} ({number.id})"
        same = first.setdefault((number.formula, number.format), number.id)
        if same != number.id:
            yield f"{where}: has the formula and the format of {same}; remove one"
        if rows := shop.rows(number.id):
            yield from (f"{where}: {what}" for what in at_odds(shop, number, rows))


@lru_cache(maxsize=1)
def known(shop: Workshop) -> tuple[dict[str, str], dict[str, str]]:
    """Give the dates of the sources and the names of the economies."""
    return shop.data.sources["date"].to_dict(), shop.data.geos["name"].to_dict()


def at_odds(shop: Workshop, number: Number, rows: list[dict]) -> Iterator[str]:
    """Hold title and format of a number against its formula: spans, years, economies, units."""
    for new, old, span in GROWTH.findall(number.formula):
        if span and int(span) != int(new) - int(old):
            yield f"compounds {span} years over a span of {int(new) - int(old)}"
    dates, names = known(shop)
    read = {int(year) for row in rows for year in re.findall(r"\d{4}", row["period"])}
    for row in rows:  # a figure may be named by the year in which it was printed or planned
        if len(rows) == 1 or row["status"] == "target":
            read.add(int(dates[row["source"]][:4] or 0))
    for year in map(int, re.findall(r"\b(?:19|20)\d\d\b", number.title)):
        if year not in read and not (len(rows) > 1 and min(read) < year < max(read)):
            yield f"the title speaks of {year}, the formula does not"
    own = {shop.settings.lead, *(row["geo"] for row in rows)}
    for geo, name in names.items():
        if geo not in own and re.search(rf"\b{re.escape(name)}\b", number.title):
            yield f"the title speaks of {name}, the formula does not"
    for pair in PAIR.findall(number.formula):
        one, two = (shop.data.unit(name) for name in pair if name)
        if one != two:
            yield f"compares {one} with {two}"
    units = {shop.data.unit(row["series"]) for row in rows}
    for scale in re.findall("thousand|million|billion|trillion", number.format):
        if not any(scale in unit for unit in units) and "000" not in number.formula:
            yield f"the format says {scale}, the unit of the series is {', '.join(sorted(units))}"


def price_bases(shop: Workshop) -> Iterator[str]:
    """Find paragraphs and charts in which real growth meets nominal growth, and no word says so."""
    codebook = shop.data.series[shop.data.series["unit"].str.contains("percent (?:yoy|per year)")]
    about = codebook["definition"] + " " + codebook["caveats"]
    bases = [{*about.index[about.str.contains(said, case=False)]} for said in BASES]
    for where, text, names in figured(shop):
        if all(map(names.intersection, bases)) and not SAID.search(text):
            yield f"{where}: “{text.strip()[:60]}…” sets real growth beside nominal"


def figured(shop: Workshop) -> Iterator[tuple[str, str, set[str]]]:
    """Give each paragraph and chart: its place, its words, the series behind its figures."""
    series = behind(shop)
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            for paragraph in re.split(r"\n\s*\n|\n(?=- )", text):
                linked = texts.linked(paragraph)
                yield where, paragraph, set().union(*(series.get(name, ()) for name in linked))
    for path in shop.chapters():
        for _, face, _ in notebooks.charts(notebooks.read(shop, path)):
            where = f"{shop.relative(path)}, chart {face['id']}"
            yield where, f"{face['finding']} {face['title']}", set(face["series"])


def weak_findings(shop: Workshop) -> Iterator[str]:
    """Find findings that hang on tier C alone, as weak as the weakest input, and do not say so."""
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            section = FINDINGS.search(text)
            for item in re.findall(r"^- (.+)$", section[1], re.MULTILINE) if section else ():
                links = texts.linked(item)
                tiers = {shop.value(name).tier for name in links if name in shop.numbers}
                if tiers == {"C"} and not re.search(r"tier C|secondary", item):
                    yield f"{where}: rests on tier C alone: {item[:80]!r}"


def unused(shop: Workshop) -> Iterator[str]:
    """Find what nobody would notice going wrong, as no text, number, claim or row needs it."""
    claims = " ".join(f"{claim.rests_on} {claim.condition}" for claim in shop.claims.values())
    linked = {*uses(shop), *re.findall(r"[a-z][\w-]*-[\w-]+", claims)}
    for line, name in enumerate(shop.numbers, start=2):
        if name not in linked:
            yield f"data/numbers.csv, line {line} ({name}): no text uses it"
    rows, events = shop.data.observations, shop.data.events
    used = {f"source:{one}" for one in (*rows["source"], *events["source"])}
    used |= {*claims.split()}
    for number in shop.numbers.values():
        used |= {f"series:{one.series}" for one in number.expression.inputs}
    for path in shop.chapters():
        used |= notebooks.read(shop, path).metadata.get("nqpf", {}).keys()
    for name, kind in (("series", "series"), ("events", "event"), ("sources", "source")):
        for line, (one, row) in enumerate(getattr(shop.data, name).iterrows(), start=2):
            if f"{kind}:{one}" not in used and row.get("theme") != CONTROL:
                yield f"data/{name}.csv, line {line}: nothing uses the {kind} {one}"


@lru_cache(maxsize=1)
def behind(shop: Workshop) -> dict[str, set[str]]:
    """Give the series behind each number."""
    return {name: {row["series"] for row in shop.rows(name)} for name in shop.numbers}


def judged(one: Sentence) -> Iterator[str]:
    """Find a judgement where two figures stand that a condition could compare."""
    linked = set(texts.linked(one.text))
    if JUDGEMENT in one.conditions and len(linked) > 1:
        yield f"calls “{one.text}” a judgement, but it links to {', '.join(sorted(linked))}"


def sections(shop: Workshop, path: Path) -> list[list[tuple[str, str, bool]]]:
    """Split a chapter or page at its headings: the place of each piece, its text, is it code?"""
    found: list[list[tuple[str, str, bool]]] = [[]]
    prose = [(where, text, False) for where, text in texts.pieces(shop, path)]
    code = [(where, text, True) for where, text in texts.pieces(shop, path, "code")]
    for where, text, is_code in sorted(prose + code, key=lambda one: int(one[0].split()[-1])
                                       if " " in one[0] else 0):  # fmt: skip
        for part in [text] if is_code else re.split(r"^(?=## )", text, flags=re.MULTILINE):
            if part.startswith("## "):
                found.append([])
            found[-1].append((where, part, is_code))
    return found


def apart(shop: Workshop) -> Iterator[str]:
    """Find a condition about something that neither its sentence nor its section speaks of."""
    series = behind(shop)
    about = shop.data.series["title"].to_dict()
    for path in [*shop.chapters(), *shop.pages()]:
        for section in sections(shop, path):
            said = re.sub(r"<!--.*?-->|#num-", "", " ".join(p for _, p, _ in section), flags=re.S)
            named = re.findall(r"[a-z0-9]+(?:[-_][a-z0-9]+)+", said)
            near = set(named).union(*(series.get(name, ()) for name in named))
            for where, part, is_code in section:
                for one in () if is_code else in_prose(where, part):
                    for condition in {*one.conditions} - {JUDGEMENT}:
                        with contextlib.suppress(ExpressionError, KeyError):  # the check names it
                            read = parse(condition)
                            of = set().union(*(series[name] for name in read.names))
                            of |= {i.series for i in read.inputs if i.series != "claims"}
                            title = [shop.numbers[name].title for name in read.names]
                            title += [about[name] for name in of]
                            near_it = of & near or words(*title) & words(one.text)
                            if of and not near_it:
                                yield f"{where}: {condition} is not about “{one.text}”"


def charts(shop: Workshop) -> Iterator[str]:
    """Hold the axis of a chart against the units, and its finding against the rows it draws."""
    for path in shop.chapters():
        for place, cell in enumerate(notebooks.read(shop, path).cells, start=1):
            where = f"{shop.relative(path)}, cell {place}"
            for output in cell.get("outputs", ()):
                if isinstance(face := output.get("data", {}).get(MIME), dict):
                    yield from axis(where, face)
                    for one in findings(where, cell.source):
                        yield from undrawn(shop, face, one)


def axis(where: str, face: dict) -> Iterator[str]:
    """Find a scale or a unit on an axis that no drawn series is counted in."""
    units = [about["unit"] for about in face["about"]["series"].values()]
    units = [unit for unit in units if not unit.startswith("index")]  # which has none
    counted = " ".join([*units, *(CALLED.get(word, "") for word in " ".join(units).split())])
    title = face["title"]
    parts = re.search("share", title, re.IGNORECASE) or re.search(
        r"^\w+ ", face["csv"], re.MULTILINE
    )
    parts = parts and "per " not in counted
    if units and (
        not {*re.findall(SCALE, title)} <= {*re.findall(SCALE, counted)}
        or ("percent" not in title and (parts or all("percent" in unit for unit in units)))
        or ("percent" not in title and words(counted).isdisjoint(words(title)))
    ):
        yield f"{where}: the axis says {title!r}, the units are {', '.join(units)}"


def undrawn(shop: Workshop, face: dict, one: Sentence) -> Iterator[str]:
    """Find what a finding or its condition speaks of and the chart does not draw."""
    drawn = set()
    for row in csv.DictReader(io.StringIO(face["csv"])):
        names = (row.get("series") or "").replace("_revised", "").split()
        place = ("", "") if len(names) > 1 else (row.get("geo"), row.get("period"))
        drawn |= {(name, *place) for name in names}
    named = texts.linked(one.text)
    for condition in {*one.conditions} - {JUDGEMENT} if drawn else ():
        with contextlib.suppress(ExpressionError):  # the check names it
            named += parse(condition).names
    called = known(shop)[1]

    def seen(row: dict) -> bool:
        place = row["series"].removesuffix("_revised"), row["geo"], row["period"]
        whole = row["geo"] == "WLD" or called[row["geo"]] in face["title"]  # what shares are of
        return whole or not drawn.isdisjoint({place, (place[0], "", "")})

    for name in sorted(shop.numbers.keys() & named) if drawn else ():
        for reference in shop.numbers[name].expression.inputs:
            if reference.series != "claims":
                rows = map(seen, shop.observations(reference))
                if not (any(rows) if reference.many else all(rows)):
                    yield f"{one.where}: {name} reads {reference}, which the chart does not draw"


def colours(shop: Workshop) -> Iterator[str]:
    """Find two economies of one colour; Europe has one, however it is drawn."""
    first: dict[str, str] = {}
    for line, (geo, colour) in enumerate(shop.data.geos["colour"].items(), start=2):
        if colour and first.setdefault(colour, geo)[:2] != geo[:2]:
            yield f"data/geos.csv, line {line} ({geo}): has the colour of {first[colour]}"


def misplaced(shop: Workshop) -> Iterator[str]:
    """Find numbers that share no word with their paragraph and the heading above it."""
    titles = shop.data.series["title"].to_dict()
    for path in [*shop.chapters(), *shop.pages()]:
        for where, text in texts.pieces(shop, path):
            heading = ""
            for paragraph in re.split(r"\n\s*\n|\n(?=- )", text):
                said = words(plain(paragraph))
                heading = " ".join(re.findall(r"^#+ .*", paragraph, re.MULTILINE)) or heading
                for name in texts.linked(paragraph):
                    if of := behind(shop).get(name):
                        about = [name.replace("-", " "), shop.number(name).title, *of]
                        about += [titles[one] for one in of]
                        if said and (said | words(heading)).isdisjoint(words(*about)):
                            yield f"{where}: {name} shares no word with “{paragraph.strip()[:80]}”"
