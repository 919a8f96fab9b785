"""Chart forms: each takes a tidy frame and gives a `Drawing`, wide and narrow, labelled directly.

A filled dot is a value as it was published, an open one an estimate or tier C, a triangle a bound,
a grey diamond a target, a cross what is superseded. All take the keywords of `parts.told`.
"""

from nqpf.forms.ranks import bars, dots, stack, tiles
from nqpf.forms.trends import lines, points, timeline

__all__ = ["bars", "dots", "lines", "points", "stack", "tiles", "timeline"]
