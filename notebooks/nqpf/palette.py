"""What charts and their readers agree on: the MIME type of a published chart, and its colours."""

MIME = "application/vnd.nqpf.chart+json"

#: Every colour that a chart may use, each with one meaning. The page theme gives each a value for
#: its dark scheme; a test measures how far apart those are that meet in a chart.
PALETTE = {
    # the page
    "ink": "#1f2328",
    "muted": "#59636e",  # targets and what is superseded, beside the words of an axis
    "grid": "#d8dee4",
    "paper": "#ffffff",
    "softer": "#e7ebef",
    # economies, also in data/geos.csv
    "china": "#a2040e",
    "usa": "#1d5fb0",
    "eu": "#8d6c00",
    "japan": "#673275",
    "korea": "#1a7a88",
    "germany": "#82675b",
    "india": "#425c33",
    "world": "#555960",
    # what is told apart within one economy: what a chart is about, another part, what both are
    # measured by, and what an article names
    "focus": "#2e784a",
    "second": "#493eaa",
    "rest": "#5b5751",
    "named": "#b82375",
    # verdicts; a statement is "softer"
    "holds": "#125a2c",
    "official": "#1d3284",
    "partly": "#906100",
    "challenged": "#aa3746",
    "unverifiable": "#4e4d57",
    "aim": "#794784",
}
