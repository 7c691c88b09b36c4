"""The notebooks run from top to bottom, and are kept without what they print."""

import nbformat
import pytest
from nbclient import NotebookClient
from pages import DOCS

NOTEBOOKS = sorted((DOCS / "notebooks").glob("*.ipynb"))


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
def test_notebook(path, tmp_path):
    notebook = nbformat.read(path, as_version=4)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert not any(cell.outputs or cell.execution_count for cell in cells)
    where = {"metadata": {"path": str(tmp_path)}}
    NotebookClient(notebook, timeout=200, startup_timeout=300, resources=where).execute()
    printed = [out for cell in cells for out in cell.outputs if out.output_type == "stream"]
    assert printed
    assert [out.text for out in printed if out.name == "stderr"] == [], "warnings"
