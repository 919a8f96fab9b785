"""The workshop: everything that makes the book from its sources and proves it."""

import sys

# jsonschema, which nbformat and frictionless import, compiles a grammar of internationalised
# addresses on import if it finds this package: 1.5 seconds for a check that nothing here uses.
sys.modules.setdefault("rfc3987_syntax", None)
