"""A cleaned drawing as pixels, for downloads and for the picture beside a shared link.

The letters are those that the drawing was made with: DejaVu, which comes with the plotting library,
so that every machine makes the same bytes. Where resvg or the letters are not installed there is no
picture.
"""

from __future__ import annotations

import io
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from PIL import Image

#: Pixels for a point of the drawing: sharp on paper and on dense screens.
SCALE = 2


@cache
def _letters() -> list[str]:
    """Return the font files, without loading the library that brings them."""
    found = find_spec("matplotlib")
    if not (found and found.origin and find_spec("resvg_py")):
        return []
    folder = Path(found.origin).parent / "mpl-data" / "fonts" / "ttf"
    return sorted(map(str, folder.glob("DejaVuSans*.ttf")))


def png(drawing: str, width: int | None = None) -> bytes | None:
    """Return a drawing as PNG, None where nothing here can draw it.

    Args:
        drawing: SVG that shows only what it holds, on white.
        width: in pixels; without it `SCALE` times the width of the drawing.
    """
    if not _letters():
        return None
    import resvg_py

    size = {"width": width} if width else {"zoom": SCALE}
    drawn = resvg_py.svg_to_bytes(
        svg_string=drawing,
        background="#ffffff",
        skip_system_fonts=True,
        font_files=_letters(),
        sans_serif_family="DejaVu Sans",
        **size,
    )
    # A chart has few colours: a palette makes the file a third as large.
    with Image.open(io.BytesIO(drawn)) as picture, io.BytesIO() as out:
        few = picture.convert("RGB").quantize(
            64, Image.Quantize.FASTOCTREE, dither=Image.Dither.NONE
        )
        colours, paper = few.getpalette(), 3 * few.getpixel((0, 0))
        colours[paper : paper + 3] = (255, 255, 255)  # the average of nearly white is not white
        few.putpalette(colours)
        few.save(out, "PNG")
        return out.getvalue()
