"""The reference names all that there is."""

import re
import subprocess

import gibbsight as gs
from pages import BINARY, DOCS


def test_every_public_name_of_the_package():
    text = (DOCS / "reference/python.md").read_text()
    named = re.findall(r"auto\w+:: gibbsight\.(\w+)", text)
    assert sorted(named) == sorted(gs.__all__)


def test_every_verb_of_the_program():
    shown = subprocess.run([BINARY, "--help"], capture_output=True, check=True, text=True).stdout
    verbs = re.findall(r"^  (\w+) ", shown.split("Subcommands:")[1], re.MULTILINE)
    text = (DOCS / "reference/command-line.md").read_text()
    assert re.findall(r"^```{verb} (\w+)$", text, re.MULTILINE) == verbs


def test_every_section_of_the_configuration():
    shown = subprocess.run([BINARY, "config"], capture_output=True, check=True, text=True).stdout
    text = (DOCS / "reference/options.md").read_text()
    assert re.findall(r"^```{options} (\w+)$", text, re.MULTILINE) == re.findall(r"^\[(\w+)\]$", shown, re.MULTILINE)


def test_refusals_are_in_the_words_of_the_program():
    """The FAQ is searched for what was on the terminal: its terms stand in the sources."""
    sources = "".join(p.read_text() for p in (DOCS.parent / "src").rglob("*.cpp"))
    joined = re.sub(r'"\s*\n\s*"', "", sources)
    terms = re.findall(r"^`(.*)`\n: ", (DOCS / "refusals.md").read_text(), re.MULTILINE)
    assert len(terms) > 10
    assert [t for t in terms if t not in joined] == []
