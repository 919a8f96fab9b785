"""A made-up dataset that is small enough to compute with a pencil."""

# ruff: noqa: E501 - a table of cases is read row by row

import csv
import json
from pathlib import Path

TABLES = {
    "observations": [
        "series,geo,period,value,status,source,note",
        "fair_visitors,CHN,2021-06,40,reported,fair-2021,",
        "fair_visitors,CHN,2021-H1,100,reported,fair-2021,",
        "fair_visitors,CHN,2021-Q3,60,reported,fair-2021,",
        "fair_visitors,CHN,2022,300,derived,fair-2021,",
        "kite_share,CHN,2019,-1.5,reported,lindow-2024,",
        "kite_share,CHN,2023,74,estimate,blog-2025,",
        "kites,CHN,2019,80,reported,lindow-2024,",
        "kites,CHN,2020,100,reported,lindow-2024,",
        "kites,CHN,2021,110,reported,lindow-2024,",
        "kites,CHN,2022,121,at_least,lindow-2024,",
        "kites,CHN,2023,150,revised,lindow-2024,",
        "kites,CHN,2023,160,superseded,fair-2021,",
        "kites,CHN,2030,400,target,fair-2021,",
        "kites,DEU,2021,110,reported,lindow-2024,",
        "kites,FRA,2021,30,reported,lindow-2024,",
        "kites,JPN,2021,200,reported,lindow-2024,",
        "strings,CHN,2021,52,estimate,lindow-2024,",
        "strings,CHN,2021,50,reported,fair-2021,",
    ],
    "series": [
        "id,title,definition,unit,minimum,maximum,theme,publisher,frequency,next_due,caveats",
        "fair_visitors,Visitors,Visitors of the fair,thousand,1,500,concept,Fair,once,,",
        "kite_share,Share of kites,Kites among toys,percent,-5,100,future,Lindow,annual,2027-01,",
        "kites,Kites,Kites counted,thousand,10,1000,ai,Lindow,annual,2027-01,",
        "strings,Strings,Strings sold,thousand,10,1000,traditional,Lindow,once,,",
    ],
    "sources": [
        "id,publisher,title,date,address,via,licence,tier,reached,checked_on",
        "blog-2025,Blog,Toys & strings,2025-02-01,,a blog,single figures,C,quotation,unopened",
        "fair-2021,Fair,The fair in figures,2021-12-01,https://fair.example/2021,own page,CC0,B,page,2026-11-21",
        "lindow-2024,Lindow,Kite yearbook,2024-05-01,https://lindow.example/k,own page,CC0,A,page,2026-11-21",
    ],
    "crosschecks": [
        "series,geo,period,status,value,tolerance,source,publisher,likely_mistake",
        "kites,CHN,2020,reported,100,0.5,The fair,Lindow,a slip",
    ],
    "changes": ["date,table,row,column,old,new,why"],
    "connectors": [
        "series,source,address,geo_column,geo_names,geo_separator,period_column,precision,value_column,zero_geos,filter,scale,digits",
        "kites,lindow-2024,https://lindow.example/kites.csv,Land,,,Year,year,Kites,,Unit=pieces,0.001,3",
    ],
    "events": [
        "id,date,precision,event,theme,source",
        "first-flight,2019-03-02,day,The first kite flies.,ai,lindow-2024",
        "second-fair,2021-06,month,The second fair opens.,concept,fair-2021",
    ],
}


def write(folder: Path, **lines: list[str]) -> Path:
    """Write the toy dataset; a table may be given otherwise, line by line."""
    folder.mkdir(parents=True, exist_ok=True)
    for table, own in (TABLES | lines).items():
        (folder / f"{table}.csv").write_text("\n".join(own) + "\n", encoding="utf-8", newline="")
    return folder


def replaced(table: str, old: str, new: str) -> dict[str, list[str]]:
    """Give a table with one text replaced; the text must stand in it exactly once."""
    text = "\n".join(TABLES[table])
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the toy {table}"
    return {table: text.replace(old, new).split("\n")}


def edit(path: Path, old: str, new: str) -> int:
    """Replace a text that stands once in a file; give the line it stands in."""
    text = path.read_text(encoding="utf-8")
    assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in {path.name}"
    path.write_text(text.replace(old, new), encoding="utf-8", newline="")
    return text[: text.index(old)].count("\n") + 1


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def dump(path: Path, table: list[dict[str, str]]) -> None:
    """Write rows as the dataset does: minimal quotation, LF."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, fieldnames=list(table[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(table)


def notebook(*cells: str | tuple[str, list]) -> str:
    """Write a notebook as JSON: a text is Markdown, a pair is code with its outputs."""
    shown = []
    for place, cell in enumerate(cells, start=1):
        markdown = isinstance(cell, str)
        one = {"cell_type": "markdown" if markdown else "code", "id": f"cell-{place}"}
        one |= {"metadata": {}, "source": cell if markdown else cell[0]}
        if not markdown:
            one |= {"execution_count": place, "outputs": cell[1]}
        shown.append(one)
    return json.dumps({"cells": shown, "metadata": {}, "nbformat": 4, "nbformat_minor": 5})
