"""The library that the chapters share: one dataset, named numbers, charts with a source.

A chapter needs three lines::

    from nqpf import charts, dataset, numbers

    data = dataset.load()
    n = numbers.text
"""
