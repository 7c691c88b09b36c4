"""A directive that shows declarations of the library as its headers have them, comment first."""

import re
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

SOURCES = Path(__file__).parents[1] / "src" / "gibbsight"


def declaration(lines, name):
    """Comment and code of what a header declares at its outermost level; None where it does not."""
    named = re.compile(rf"^(?!//|#|using|namespace)\S.*\b{name}\b *[({{:]")
    first = next((i for i, line in enumerate(lines) if named.search(line)), None)
    if first is None:
        return None
    is_type = re.match(r"struct|class", lines[first])
    end = re.compile(r"^};" if is_type else r".*(;|\{)$")
    last = next(i for i in range(first, len(lines)) if end.match(lines[i]))
    top = first
    while lines[top - 1].startswith("///"):
        top -= 1
    comment = " ".join(line.removeprefix("///").strip() for line in lines[top:first])
    return comment, "\n".join(lines[first : last + 1])


def about(comment):
    """A paragraph in which what a comment has in backticks looks like code."""
    parts = re.split(r"`([^`]*)`", comment)
    return nodes.paragraph("", "", *(nodes.literal("", p) if i % 2 else nodes.Text(p)
                                     for i, p in enumerate(parts)))  # fmt: skip


class Header(Directive):
    """{header} STAGE/FILE.hpp, and below it the names to show, one a line."""

    required_arguments = 1
    has_content = True

    def run(self):
        path = SOURCES / self.arguments[0]
        self.state.document.settings.env.note_dependency(str(path))
        found = [nodes.rubric("", "", nodes.literal("", f"<gibbsight/{self.arguments[0]}>"))]
        for name in self.content:
            shown = declaration(path.read_text().splitlines(), name)
            if shown is None:
                raise self.error(f"{path} declares no {name}")
            comment, code = shown
            block = nodes.literal_block(code, code, language="cpp")
            found += [about(comment), block] if comment else [block]
        return found


def setup(app):
    app.add_directive("header", Header)
