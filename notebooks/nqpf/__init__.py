"""The library that the chapters share: one dataset, named numbers, charts with a source.

A chapter begins with::

    from nqpf import forms, open_book

    book = open_book()
    data, n = book.data, book.text
"""

from nqpf.dataset import when
from nqpf.project import Project, open_book
from nqpf.settings import PALETTE

__all__ = ["PALETTE", "Project", "open_book", "when"]
