"""Chart forms: each takes a tidy frame and gives a `Drawing` that a book can publish.

All forms draw a wide and a narrow variant, label directly instead of with a legend, and show what
kind of figure a point is: a filled dot is published as it stands, an open dot is an estimate or a
secondary quotation (tier C), an open triangle a bound, an open grey diamond a target, a cross a
superseded vintage.

They share their first arguments: `frame`, the rows of a selection, `axis`, what is measured with
its unit, and as `look` the keywords of `parts.told`: by, names, colours, fmt.
"""

from nqpf.forms.ranks import bars, dots, stack, tiles
from nqpf.forms.trends import lines, points, timeline

__all__ = ["bars", "dots", "lines", "points", "stack", "tiles", "timeline"]
