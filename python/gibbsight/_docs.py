"""Docstrings of the core, for the functions that stand around it."""

from typing import Any


def core_text(function: Any) -> str:
    """Without the list of overloads that nanobind puts before it."""
    text: str = function.__nb_signature__[0][1]
    return text


def with_parameters(text: str, parameters: str) -> str:
    """Further entries at the end of the section of parameters."""
    before, after = text.split("\n\nReturns\n", 1)
    return f"{before}\n{parameters.strip()}\n\nReturns\n{after}"
