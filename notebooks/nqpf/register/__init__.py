"""The named numbers, one module a chapter; each holds a list `NUMBERS`."""
