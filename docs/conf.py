"""The documentation site: sphinx-build docs build/docs, after the program and the module were built."""

import logging
import os
import sys
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from nbclient import NotebookClient

RELEASE = Path(__file__).parents[1] / "build" / "release"
sys.path[:0] = [str(RELEASE / "python"), str(Path(__file__).parent)]

project = "gibbsight"
copyright = "gibbsight developers"
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx.ext.napoleon", "program", "headers"]
exclude_patterns = ["images"]
program = str(RELEASE / "gibbsight")

myst_enable_extensions = ["deflist", "dollarmath"]
myst_heading_anchors = 3
autodoc_member_order = "bysource"
autodoc_typehints = "none"
napoleon_google_docstring = False
napoleon_use_param = False
napoleon_use_rtype = False
napoleon_use_ivar = True
nb_execution_mode = "force"
nb_execution_in_temp = True
nb_execution_raise_on_error = True
nb_execution_timeout = 300
os.environ["PYTHONPATH"] = sys.path[0]  # of the notebooks' kernels
NotebookClient.startup_timeout.default_value = 300  # on a busy machine
logging.getLogger("traitlets").setLevel(logging.WARNING)

html_theme = "furo"
html_title = "gibbsight"
html_static_path = ["static"]
html_css_files = ["site.css"]
html_use_index = False


def formula(display):
    """Browsers draw MathML by themselves, so that no page asks anything of any host."""
    def visit(translator, node):
        translator.body.append(convert(node.astext(), display=display))
        raise nodes.SkipNode
    return visit


def own_text(app, what, name, value, options, lines):
    """Of functions that nanobind made, without the signatures and the list of overloads."""
    overloads = getattr(value, "__nb_signature__", None)
    if overloads:
        lines[:] = (overloads[0][1] or "").splitlines()


def short_signature(app, what, name, value, options, signature, returned):
    """Options are listed below a function: in its head one word stands for them."""
    overloads = getattr(value, "__nb_signature__", None)
    if not overloads or what in ("attribute", "property"):
        return None
    inside = overloads[0][0].split("(", 1)[1].rsplit(")", 1)[0]
    required, star, _ = inside.partition("*")
    names = [part.split(":")[0].strip() for part in required.split(", ") if ":" in part]
    return f"({', '.join(names + ['**options'] * bool(star))})", ""


def setup(app):
    app.add_html_math_renderer("mathml", (formula("inline"), None), (formula("block"), None))
    app.config.html_math_renderer = "mathml"
    app.connect("autodoc-process-docstring", own_text, priority=400)  # before napoleon
    app.connect("autodoc-process-signature", short_signature)
