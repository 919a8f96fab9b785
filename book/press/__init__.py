"""The workshop: everything that makes the book from its sources and proves it."""
