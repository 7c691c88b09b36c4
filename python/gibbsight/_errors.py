"""Errors in the words of the command line, for what is checked in Python."""

from gibbsight import _core


def usage(what: str, where: str, value: object, expected: str) -> _core.UsageError:
    return _core.UsageError(_core._problem(what, where, str(value), expected))


def unusable(what: str, where: str, value: object = "", expected: str = "") -> _core.DataError:
    return _core.DataError(_core._problem(what, where, str(value), expected))
