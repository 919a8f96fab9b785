"""A made-up book of one chapter around the toy dataset, with everything the workshop needs."""

import shutil
from pathlib import Path

import toy

from nqpf import claims, dataset, numbers
from press import datacheck, paths

CHAPTER = "02_ai_push.ipynb"
REGISTER = '''"""Numbers about kites."""

from nqpf.numbers import Number, change, obs

def one(name, series, period, form, status=None):
    return Number(name, name, obs(series, "CHN", period, status), form)


NUMBERS = [
    Number("kites-2020", "Kites in 2020", obs("kites", "CHN", "2020"), "{:.0f} thousand"),
    Number("kites-2022", "Kites in 2022", obs("kites", "CHN", "2022"), "at least {:.0f} thousand"),
    Number(
        "kites-rise", "Rise of kites",
        change(obs("kites", "CHN", "2023"), obs("kites", "CHN", "2020")), "{:.0f}%",
    ),
    one("share", "kite_share", "2023", "{:.0f}%"),
    one("fair", "fair_visitors", "2022", "{:.0f} thousand"),
    one("strings", "strings", "2021", "{:.0f} thousand", "reported"),
]
'''
SETUP = """from nqpf import charts, dataset, forms, numbers

data = dataset.load()
n = numbers.text"""
CHART = """#| label: fig-kites
charts.publish(
    "kites",
    forms.lines(data.select("kites", ["CHN", "JPN"]), "Kites, thousand"),
    finding=f"Kites in China rose by {n('kites-rise')} in three years.",
)"""
CELLS = (
    "# Kites\n\nHow many kites are there?",
    (SETUP, []),
    "(sec-kites)=\n## Kites rose\n\n> **Claim [A01](#claim-a01).** Kites are many.\n\n"
    "There were [so many](#num-kites-2020) in 2020 and [more](#num-kites-2022) in 2022.",
    (CHART, []),
    ("data.timeline(['first-flight'])['event'].tolist()", []),
    ("data.bibliography()", []),
)
DOCUMENTS = [
    {"id": "kites", "file": "kites.txt", "sha256": "0" * 64, "publisher": "Lindow"}
    | {"title": "Kites", "date": "2026-03-09", "paragraphs": "3"}
]
CLAIMS = [
    {"id": "A01", "document": "kites", "paragraph": "1", "theme": "ai", "kind": "figure"}
    | {"figures": "", "statement": "Kites are many.", "verdict": "holds", "why": "They rose."}
    | {"rests_on": "number:kites-2020 event:second-fair", "anchor": "sec-kites"}
    | {"condition": "kites-2020 = 100 and kites-2022 > kites-2020", "overturn": "Fewer kites."}
]
INDEX = """# The kite book

Kites rose by [something](#num-kites-rise).
A secondary quotation gives a share of [x](#num-share); there were [x](#num-fair) visitors and
[x](#num-strings) strings.
"""


def make(root: Path, nqpf: Path, monkeypatch) -> Path:
    """Write the book into a folder, with a copy of the library, and let the workshop work there.

    The kernel imports the copy of nqpf that stands beside the chapter, as a reader's would.
    """
    toy.write(root / "data")
    shutil.copy(paths.DATA / "datapackage.json", root / "data")
    datacheck.seal(root / "data")
    library = root / "notebooks" / "nqpf"
    shutil.copytree(nqpf, library, ignore=shutil.ignore_patterns("__pycache__"))
    for module in (library / "register").glob("[a-z]*.py"):
        module.unlink()
    (library / "register" / "ai.py").write_text(REGISTER, encoding="utf-8")
    (root / "notebooks" / CHAPTER).write_text(toy.notebook(*CELLS), encoding="utf-8")
    (root / "book").mkdir()
    (root / "book" / "index.md").write_text(INDEX, encoding="utf-8")
    shutil.copy(paths.LOCK, root / "book")
    (root / "seeds").mkdir()
    toy.dump(root / "seeds" / "documents.csv", DOCUMENTS)
    toy.dump(root / "seeds" / "claims.csv", CLAIMS)
    point_to(root, monkeypatch)
    monkeypatch.setenv("PYTHONPATH", str(root / "notebooks"))  # for the kernel
    return root


def point_to(root: Path, monkeypatch) -> None:
    """Let the workshop take another folder for the project."""
    for name in ("BOOK", "DATA", "NOTEBOOKS", "SEEDS", "NQPF", "LOCK", "BUILD", "HTML"):
        monkeypatch.setattr(paths, name, root / getattr(paths, name).relative_to(paths.ROOT))
    monkeypatch.setattr(paths, "ROOT", root)
    load, seeds = dataset.load, claims.load
    load.cache_clear()
    seeds.cache_clear()

    def fresh(folder: Path = root / "data") -> dataset.Dataset:
        load.cache_clear()
        return load(folder)

    def claims_of(folder: Path = root / "seeds") -> dict:
        return seeds(folder)

    claims_of.cache_clear = seeds.cache_clear
    monkeypatch.setattr(dataset, "load", fresh)
    monkeypatch.setattr(claims, "load", claims_of)


def put_register(monkeypatch, **modules: list[numbers.Number]) -> None:
    """Put other modules of numbers in place of the register."""
    monkeypatch.setattr(numbers, "modules", lambda: modules)
    uncached = getattr(numbers.register, "__wrapped__", numbers.register)
    monkeypatch.setattr(numbers, "register", uncached)


def toy_numbers() -> list[numbers.Number]:
    space: dict = {}
    exec(REGISTER, space)  # the same text that the kernel imports
    return space["NUMBERS"]


def forget() -> None:
    """Empty the caches that a book of kites has filled."""
    for cached in (dataset.load, claims.load):
        cached.cache_clear()
