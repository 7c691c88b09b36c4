"""Directives that ask the program for its own help, so that the pages can't be out of date."""

import re
import subprocess

from docutils import nodes
from docutils.parsers.rst import Directive

TERM = re.compile(r"^ {2}(\S.*?)(?: {2,}(.*))?$")


def ask(directive, *words):
    program = directive.state.document.settings.env.config.program
    return subprocess.run([program, *words], capture_output=True, check=True, text=True).stdout


def sentence(text):
    """A paragraph in which options look like what is typed."""
    parts = re.split(r"(--[\w.-]*\w)", text)
    return nodes.paragraph("", "", *(nodes.literal("", p) if p.startswith("--") else nodes.Text(p)
                                     for p in parts if p))  # fmt: skip


def item(term, text):
    return nodes.definition_list_item("", nodes.term("", "", nodes.literal("", term)),
                                      nodes.definition("", sentence(text)))  # fmt: skip


class Verb(Directive):
    """Positionals and options of a verb, from its --help."""

    required_arguments = 1

    def run(self):
        what, usage, *lines = ask(self, self.arguments[0], "--help").splitlines()
        found = [nodes.paragraph("", what[0].upper() + what[1:] + "."),
                 nodes.literal_block("", usage.removeprefix("Usage: "), language="none")]  # fmt: skip
        for line in lines:
            entry = TERM.match(line)
            if line.endswith(":") and not line.startswith(" "):
                found += [nodes.rubric("", line[:-1]), nodes.definition_list()]
            elif entry and isinstance(found[-1], nodes.definition_list):
                found[-1] += item(entry[1], entry[2] or "")
        return found


class Options(Directive):
    """Every option of a section of the configuration, from `gibbsight config`."""

    required_arguments = 1

    def run(self):
        text = ask(self, "config").split(f"\n[{self.arguments[0]}]\n")[1].split("\n\n")[0]
        found = nodes.definition_list()
        comment = []
        for line in text.splitlines():
            setting = re.match(r"(?:# )?([a-z_]+) =", line)
            if setting:
                found += item(line.removeprefix("# ").removesuffix(" ="), " ".join(comment))
                comment = []
            else:
                comment.append(line.removeprefix("# "))
        return [found]


def setup(app):
    app.add_config_value("program", "gibbsight", "env")
    app.add_directive("verb", Verb)
    app.add_directive("options", Options)
