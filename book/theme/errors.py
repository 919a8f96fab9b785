"""The one error that the theme raises on purpose."""


class ThemeError(Exception):
    """A page cannot be rendered truthfully; the message names page, place and mend."""
