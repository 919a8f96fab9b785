"""The engine alone builds the book, with its computed pages; our build proves the same pages."""

import json
import os
import re
import shutil
import subprocess
import sys

import kitehouse
import pytest
from kitehouse import CHAPTER, edit

from press import files, notebooks, pages
from press.build import BuildError, build, fill, parse
from press.staleness import Fingerprints
from press.texts import escapes
from press.workshop import Workshop
from theme import ThemeError, render

HTML = "book/_build/html"


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """The book as Jupyter Book builds it, and then as we do."""
    root = kitehouse.make(tmp_path_factory.mktemp("native") / "kites")
    kitehouse.do(root, "refresh")
    done = kitehouse.native(root, "build", "--html")
    assert done.returncode == 0, done.stdout + done.stderr
    assert not done.stderr.strip(), done.stderr
    shutil.copytree(root / HTML, root / "native")
    kitehouse.do(root, "build")
    return root


@pytest.fixture
def book(made, tmp_path):
    """A copy that may be broken."""
    return Workshop(shutil.copytree(made, tmp_path / "kites"))


def refused(book: Workshop) -> str:
    """Build what must be refused; nothing may have changed by that."""
    before = kitehouse.site(book.html)
    with pytest.raises(BuildError) as caught:
        build(book.again())
    assert kitehouse.site(book.html) == before
    left = {path.name for path in book.build.iterdir()}
    whole = {".lock", "html", "pictures", "site", "book.json"}
    assert left <= whole, "something half-built was left"
    return str(caught.value)


def test_the_native_build_gives_the_same_bytes(made):
    native, ours = (kitehouse.site(made / name) for name in ("native", HTML))
    assert native.keys() == ours.keys()
    assert [name for name in ours if native[name] != ours[name]] == []
    assert (made / HTML / "pagefind").is_dir()


def test_every_register_can_be_linked_to(made):
    index = (made / HTML / "index.html").read_text(encoding="utf-8")
    for page, anchor in {
        "numbers": "num-kites-2020",
        "evidence": "claim-a01",
        "data": "series-kites",
        "data/": "event-first-flight",
        "sources": "source-lindow-2024",
    }.items():
        address = re.search(rf'href="({page.strip("/")}/[^"]*#{anchor})"', index)
        assert address, f"#{anchor} leads nowhere"
        html = (made / HTML / page / "index.html").read_text(encoding="utf-8")
        assert html.count(f'id="{anchor}"') == 1


def test_what_the_book_says_stands_beside_it(made):
    said = json.loads((made / "book/_build/book.json").read_text(encoding="utf-8"))
    assert said["numbers"]["kites-2020"] == "100 thousand"
    assert said["claims"] == {"A01": "holds", "A02": "statement"}
    assert said["observations"]["kites,CHN,2023,superseded,fair-2021"] == 160
    assert said["series"]["kites"]["unit"] == "thousand"


def test_plain_text_stays_plain_text(tmp_path):
    root = kitehouse.make(tmp_path / "kites")
    evil = "*a* _b_ `c` [d](#e) <b>f</b> {g}`h` #i | $j$ \\k 1. :::"
    edit(root / "data/series.csv", "Kites counted", evil)
    text = pages.generate(Workshop(root))["data"]
    (root / "book/index.md").write_text(f"# Hi\n\n{text}", encoding="utf-8")
    settings = root / "book/myst.yml"
    settings.write_text("version: 1\nproject:\n  toc:\n    - file: index.md\n", encoding="utf-8")
    edit(settings, "version: 1", "version: 1\nsite:\n  template: theme")
    done = kitehouse.native(root, "build", "--site")
    content = (root / "book/_build/site/content/index.json").read_text(encoding="utf-8")
    assert f"Definition: {evil}" in re.sub(r'"},\{"type":"text","value":"', "", content).replace(
        "\\\\", "\\"
    ), done.stderr


def test_a_formula_is_typographic_and_says_what_reads_the_series(made):
    numbers = (made / HTML / "numbers/index.html").read_text(encoding="utf-8")
    assert "(Kites, China, 2023 ÷ Kites, China, 2020 − 1) × 100" in numbers
    data = (made / HTML / "data/index.html").read_text(encoding="utf-8")
    kites = data[data.index('id="series-kites"') :]
    assert "Read by" in kites
    assert "num-kites-rise" in kites


@pytest.mark.parametrize(
    ("name", "old", "new", "says"),
    [
        ("book/numbers.md", "} numbers", "} nonsense", "nonsense: no such register; there are "),
        ("data/numbers.csv", "kites[CHN, 2020]", "kits[CHN, 2020]", "no series 'kits'"),
        ("seeds/claims.csv", "event:second-fair", "event:fair", "evidence.md cannot be written"),
    ],
)
def test_a_register_that_cannot_be_written_is_a_sentence(book, name, old, new, says):
    edit(book.root / name, old, new)
    said = refused(book)
    assert says in said
    assert "    at " not in said, "a stack of Node is no sentence"


def test_a_stale_chapter_is_refused(book):
    chapter = json.loads((book.root / CHAPTER).read_text(encoding="utf-8"))
    del chapter["metadata"]["nqpf"]
    (book.root / CHAPTER).write_text(json.dumps(chapter), encoding="utf-8")
    said = refused(book)
    assert "notebooks/02_kites.ipynb is stale" in said
    assert "make refresh" in said


def test_a_warning_is_a_refusal_with_the_lines_that_explain_it(book):
    chapter = json.loads((book.root / CHAPTER).read_text(encoding="utf-8"))
    plain = {"text/plain": "[<matplotlib.lines.Line2D at 0x7f>]"}
    shown = {"output_type": "execute_result", "execution_count": 1, "metadata": {}, "data": plain}
    cell = {"cell_type": "code", "id": "plot", "metadata": {}, "source": "plot()"}
    chapter["cells"].append(cell | {"execution_count": 1, "outputs": [shown]})
    (book.root / CHAPTER).write_text(json.dumps(chapter), encoding="utf-8")
    notebook = notebooks.read(book, book.root / CHAPTER)
    notebook.metadata["nqpf"] = Fingerprints(book).of(notebook, [])
    files.write_text(book.root / CHAPTER, notebooks.canonical(notebook))
    said = refused(book)
    assert "notebooks/02_kites.ipynb Removing matplotlib string" in said
    assert "Fix: Put a semicolon" in said


def test_everything_broken_is_named_with_its_place_at_once(book):
    edit(book.root / "book/index.md", "There were", "[x](#nowhere) ![x](gone.png) There were")
    edit(book.root / "book/methodology.md", "# Method", "(num-kites-2020)=\n# Method")
    edit(book.root / "book/myst.yml", "    - file: data", "    - file: gone.md\n    - file: data")
    said = refused(book)
    for wanted in (
        r'book/index.md:3 .*"#nowhere"',
        r"book/index.md:3 .*gone\.png",
        r"book/myst.yml .*gone\.md",
        r"Duplicate identifier .*\n +In files: .*(numbers|methodology)\.md.*(numbers|methodology)",
    ):
        assert re.search(wanted, said), f"{wanted} is not in {said}"


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("project:", "project: [", "Unable to read config file book/myst.yml"),
        ("  template:", "  options:\n    data_as_of: '2001'\n  template:", "a chapter draws none"),
    ],
)
def test_settings_that_are_wrong_are_refused(book, old, new, says):
    edit(book.root / "book/myst.yml", old, new)
    said = refused(book)
    assert says in said
    assert ".cjs" not in said, "the engine's own lines are no sentence"


def elsewhere(tmp_path, name):
    """The way from any page to a file outside of the project."""
    return "../" * 30 + (tmp_path / name).as_posix().lstrip("/")


def test_files_of_elsewhere_are_refused_however_they_are_named(tmp_path):
    work = tmp_path / "work"
    (work / "book").mkdir(parents=True)
    (tmp_path / "secret.txt").write_text("a secret")
    shutil.copy(kitehouse.ROOT / "tests/gallery/kite.png", tmp_path)
    shutil.copytree(kitehouse.ROOT / "book/theme", work / "book/theme", ignore=kitehouse.WASTE)
    text, kite = (elsewhere(tmp_path, name) for name in ("secret.txt", "kite.png"))
    ways = [
        f"[x]({text})",
        f"[x]({text.replace('../', '%2e%2e/', 1)})",
        f"[x]({text.replace('../', '&#46;./', 1)})",
        f"{{download}}`{text}`",
        f"[x]: {text}\n\nA [x].",
        f'<a href="{text}">x</a>',
        f"```{{literalinclude}} {text}\n```",
        f"```{{include}} {text}\n```",
        f"![A kite]({kite})",
        f'<img src="{kite}" alt="A kite">',
        f"```{{figure}} {kite}\n:alt: A kite\nA kite.\n```",
        f"[x]({'../' * kite.count('../')}{tmp_path.as_posix().lstrip('/')}/secret.txt#x)",
    ]
    names = [f"way{place}.md" for place in range(len(ways))]
    for name, way in zip(names, ways, strict=True):
        (work / "book" / name).write_text(f"# Hi\n\n{way}\n", encoding="utf-8")
    toc = "".join(f"    - file: {name}\n" for name in names)
    settings = f"version: 1\nproject:\n  toc:\n{toc}site:\n  template: theme\n"
    (work / "book/myst.yml").write_text(settings, encoding="utf-8")
    site = parse(work)
    for name in names:
        with pytest.raises(ThemeError, match="is no public file of this project"):
            render(site, tmp_path / "out", only={name})


def test_a_file_of_elsewhere_is_refused(book):
    (book.root.parent / "secret.txt").write_text("a secret")
    way = elsewhere(book.root.parent, "secret.txt")
    edit(book.root / "book/index.md", "There were", f"[x]({way}) There were")
    said = refused(book)
    assert re.search(r"page 'index', under .*secret.txt' is no public file of this project", said)
    assert "only what lies in book notebooks data is shown" in said


def test_a_link_of_the_file_system_is_not_followed(book):
    (book.root / "data" / "kites.csv").symlink_to("/etc/hostname")
    edit(book.root / "book/index.md", "There were", "[x](../data/kites.csv) There were")
    assert "kites.csv" in refused(book)


def test_what_stands_beside_a_page_is_there(book):
    beside = book.root / "book" / "more folders"
    beside.mkdir()
    shutil.copy(kitehouse.ROOT / "tests/gallery/kite.png", beside.parent)
    (beside / "standard-error.md").write_text("# The standard error\n\n![A kite](../kite.png)\n")
    entry = "    - file: more folders/standard-error.md\n    - file: data.md"
    edit(book.root / "book/myst.yml", "    - file: data.md", entry)
    build(book)
    assert (book.html / "standard-error/index.html").is_file()
    assert list(book.html.rglob("*kite*.png"))


@pytest.mark.parametrize(
    ("address", "leaves"),
    [
        ("kite.png", False),
        ("../data/kites.csv", False),
        ("../notebooks/02_kites.ipynb#x", False),
        ("https://kites.example/../x", False),
        ("#anchor", False),
        ("mailto:a@b.example", False),
        ("../pyproject.toml", True),
        ("%2e%2e/pyproject.toml", True),
        ("/etc/passwd", True),
        ("file:///etc/passwd", True),
        ("C:/boot.ini", True),
        ("../book/../.git/config", True),
        ("a\0b", True),
        ("http://[", True),
    ],
)
def test_addresses_stay_inside_or_not(tmp_path, address, leaves):
    assert escapes(tmp_path / "book/index.md", address, tmp_path) is leaves


@pytest.mark.parametrize(
    ("file", "says"),
    [
        ("book/requirements.lock", "book/requirements.lock cannot be read; restore it"),
        ("data/series.csv", "data/series.csv: is missing; restore it"),
    ],
)
def test_a_build_whose_inputs_are_gone_ends_its_engine(book, file, says):
    """The engine is at work by then, and waits for the computed pages."""
    (book.root / file).unlink()
    code, said = kitehouse.run(book.root, "build")
    assert code == 1
    assert says in said, said


def test_an_engine_does_not_wait_for_a_build_that_is_gone(book, tmp_path):
    fill(book, tmp_path / "work")
    with subprocess.Popen([sys.executable, "-c", ""]) as gone:
        gone.wait()
    with pytest.raises(BuildError, match="kill ESRCH"):
        parse(tmp_path / "work", REGISTERS=str(gone.pid))


def test_an_engine_that_is_killed_is_a_sentence(book, monkeypatch):
    def killed(*command, cwd, **variables):
        raise BuildError("jupyter_book failed and says:\nnothing (code -9)")

    monkeypatch.setattr("press.build.run", killed)
    assert "code -9" in refused(book)


def test_an_engine_that_is_missing_is_a_sentence(tmp_path, monkeypatch):
    (tmp_path / "book").mkdir()
    monkeypatch.setattr("sys.executable", shutil.which("false"))
    with pytest.raises(BuildError, match="jupyter_book failed and says"):
        parse(tmp_path)


def test_a_folder_that_cannot_be_written_is_a_sentence(book):
    shutil.rmtree(book.build)
    book.build.write_text("no folder")
    code, said = kitehouse.run(book.root, "build")
    assert code == 1
    assert len(said.strip().splitlines()) == 1


@pytest.mark.skipif(os.name == "nt", reason="limits are those of Unix")
def test_a_full_disk_is_a_sentence(book):
    import resource

    def small() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (2000, 2000))

    before = kitehouse.site(book.html)
    code, said = kitehouse.run(book.root, "build", preexec_fn=small)
    assert code == 1
    assert "cannot be copied: " in said
    assert len(said.strip().splitlines()) == 2
    assert kitehouse.site(book.html) == before


def test_the_book_itself_is_built_by_the_engine_alone(site, tmp_path):
    root = tmp_path / "project"
    for name in ("book", "notebooks", "data", "seeds"):
        shutil.copytree(kitehouse.ROOT / name, root / name, ignore=kitehouse.WASTE)
    shutil.copy(kitehouse.ROOT / "CITATION.cff", root)
    done = kitehouse.native(root, "build", "--html")
    assert done.returncode == 0, done.stdout + done.stderr
    native, ours = kitehouse.site(root / HTML), kitehouse.site(site)
    assert native.keys() == ours.keys()
    assert [name for name in ours if native[name] != ours[name]] == []
