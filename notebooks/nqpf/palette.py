"""What charts and their readers agree on: the MIME type of a published chart, and its colours."""

MIME = "application/vnd.nqpf.chart+json"

#: Every colour that a chart may use. The page theme gives each a value for its dark scheme.
PALETTE = {
    "ink": "#1f2328",
    "muted": "#59636e",
    "grid": "#d8dee4",
    "paper": "#ffffff",
    "china": "#b3261e",
    "usa": "#1f5fa8",
    "japan": "#7a5195",
    "korea": "#0f766e",
    "germany": "#8a6100",
    "india": "#a8470f",
    "world": "#4d5761",
    "eu": "#3b5bdb",
    "soft": "#f3d9d6",
    "softer": "#e7ebef",
}
