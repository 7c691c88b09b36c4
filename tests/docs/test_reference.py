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
