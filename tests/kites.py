"""A project about kites, small enough to compute with a pencil, opened from a folder of its own."""

import shutil
from pathlib import Path

import pytest
import toy as tables

from nqpf.dataset import Dataset
from nqpf.project import Project

ROOT = Path(__file__).resolve().parents[1]
GEOS = [
    "code,name,short,name_zh,colour",
    "CHN,China,China,中国,#a2040e",
    "DEU,Germany,Germany,德国,#82675b",
    "FRA,France,France,法国,",
    "IND,India,India,印度,#425c33",
    "JPN,Japan,Japan,日本,#673275",
    "USA,United States,US,美国,#1d5fb0",
]
NUMBERS = [
    "id,theme,title,formula,format,note",
    'fair-guests,future,Visitors,"fair_visitors[CHN, 2022]",{:.0f} thousand,',
    'kites-2020,ai,Kites in 2020,"kites[CHN, 2020]",{:.0f} thousand,',
    'kites-2022,ai,Kites in 2022,"kites[CHN, 2022]",at least {:.0f} thousand,',
    'kites-goal,ai,Goal for kites,"kites[CHN, 2030, target]",{:.0f} thousand,',
    'kites-rank,ai,Rank in kites,"rank(kites[CHN, 2021])",{:ordinal},',
    'kites-rise,ai,Rise of kites,"(kites[CHN, 2023] / kites[CHN, 2020] - 1) * 100",{:.0f}%,',
    'kite-share,future,Share of kites,"kite_share[CHN, 2023]",{:.0f}%,',
    "a-third,ai,A third,100 / 3,{:.1f},",
    'fair-visits,ai,Visitors a kite,"fair_visitors[CHN, 2022] / kites[CHN, 2022]",{:.1f},',
]
CLAIMS = [
    "id,document,paragraph,theme,kind,figures,statement,verdict,why,rests_on,anchor,condition,overturn",
    "A01,kites,1,ai,figure,,Kites are many.,holds,They rose.,"
    "number:kites-2020 event:second-fair,sec-kites,kites-2020 = 100,Fewer kites.",
    "A02,kites,2,future,view,,Kites are good.,statement,A view.,,sec-kites,,None.",
]
DOCUMENTS = [
    "id,file,sha256,publisher,title,date,address,paragraphs,short,kind",
    "kites,kites.txt,0,Lindow,Kites,2026-03-09,,3,Lindow,an article",
]
SETTINGS = """lead = "CHN"
address = ""
names = []

[themes]
ai = { title = "Kites", chapter = "02_kites" }
concept = { title = "Fairs" }
future = { title = "Shares" }
"""


def write(root: Path, **lines: list[str]) -> Path:
    """Write the project; a table of the data may be given otherwise, line by line."""
    tables.write(root / "data", **({"geos": GEOS, "numbers": NUMBERS} | lines))
    for folder in ("data", "seeds"):
        (root / folder).mkdir(exist_ok=True)
        shutil.copy(ROOT / folder / "datapackage.json", root / folder)
    for name, text in {
        "notebooks/book.toml": SETTINGS,
        "seeds/claims.csv": "\n".join(CLAIMS) + "\n",
        "seeds/documents.csv": "\n".join(DOCUMENTS) + "\n",
    }.items():
        (root / name).parent.mkdir(exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
    return root


def opened(root: Path, **lines: list[str]) -> Project:
    """Write the project and open it."""
    return Project(write(root, **lines))


@pytest.fixture
def kite_book(tmp_path: Path) -> Project:
    """The project about kites."""
    return opened(tmp_path / "kitebook")


@pytest.fixture
def kite_data(kite_book: Project) -> Dataset:
    """Its dataset."""
    return kite_book.data


@pytest.fixture(scope="session")
def report() -> Project:
    """The project itself."""
    return Project(ROOT)
