"""The documentation site: sphinx-build docs build/docs."""

from docutils import nodes
from latex2mathml.converter import convert

project = "gibbsight"
copyright = "gibbsight developers"
extensions = ["myst_parser"]
myst_enable_extensions = ["dollarmath"]
exclude_patterns = ["images"]
html_theme = "alabaster"
html_theme_options = {
    "description": "From atomically resolved images to interaction energies",
    "page_width": "1000px",
    "show_powered_by": False,
}


def formula(display):
    """Browsers draw MathML by themselves, so that no page asks anything of any host."""
    def visit(translator, node):
        translator.body.append(convert(node.astext(), display=display))
        raise nodes.SkipNode
    return visit


def setup(app):
    app.add_html_math_renderer("mathml", (formula("inline"), None), (formula("block"), None))
    app.config.html_math_renderer = "mathml"
