"""What help() says: numpydoc's sections, for every public name, and examples that hold."""

import dataclasses
import doctest
import inspect
import re

import gibbsight as gs
import pytest

VALUES = [getattr(gs, name) for name in gs.__all__ if name != "__version__"]
CLASSES = [v for v in VALUES if inspect.isclass(v)]
FUNCTIONS = [v for v in VALUES if not inspect.isclass(v)]


def members(cls):
    """Public names that the class itself defines; fields are told of by the class."""
    fields = {f.name for f in dataclasses.fields(cls)} if dataclasses.is_dataclass(cls) else set()
    return {name: value for name, value in vars(cls).items() if not name.startswith("_") and name not in fields}


def documented():
    for value in VALUES:
        yield value.__name__, value
        if inspect.isclass(value):
            yield from ((f"{value.__name__}.{name}", member) for name, member in members(value).items())


NAMED = dict(documented())


@pytest.mark.parametrize("name", NAMED)
def test_every_name_has_words_of_its_own(name):
    text = inspect.getdoc(NAMED[name]) or ""
    own = [line for line in text.splitlines() if not re.match(r"\w*\(.*\) -> ", line)]
    assert any(own), name


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda f: f.__name__)
def test_functions_say_what_they_return_and_raise(function):
    for section in ("Returns", "Raises"):
        assert f"\n{section}\n{'-' * len(section)}\n" in inspect.getdoc(function)


@pytest.mark.parametrize("cls", [c for c in CLASSES if dataclasses.is_dataclass(c)], ids=lambda c: c.__name__)
def test_classes_tell_of_their_fields(cls):
    attributes = inspect.getdoc(cls).split("\nAttributes\n")[1]
    told = re.findall(r"^([\w, ]+) : ", attributes, re.MULTILINE)
    assert ", ".join(told).split(", ") == [f.name for f in dataclasses.fields(cls)]


EXAMPLES = {name: value for name, value in NAMED.items() if ">>>" in (value.__doc__ or "")}


@pytest.mark.parametrize("name", EXAMPLES)
def test_examples_hold(name):
    text = EXAMPLES[name].__doc__
    example = doctest.DocTestParser().get_doctest(text, {}, name, None, None)
    assert doctest.DocTestRunner().run(example).failed == 0
