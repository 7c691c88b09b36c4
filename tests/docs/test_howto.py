"""Does what the how-tos show, page by page, from the top, as a reader would.

Every block in a fence is one of these: `sh` is run; `python` is run, all of a page in one session;
with a caption it is the file of that name; `text` is what the block before it prints.
"""

import contextlib
import functools
import io
import os
import re
import subprocess
import sys
from pathlib import Path

import gibbsight as gs
import pytest
from pages import BINARY, DOCS

HERE = Path(__file__).parent
FENCE = re.compile(r"^```(?:\{code-block\} )?(\w+)\n(?::caption: (\S+)\n+)?(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = sorted((DOCS / "howto").glob("*.md"))


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """A folder to work in, and the program and the package, less thorough than they are by default."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.syspath_prepend(str(tmp_path))
    folders = [str(HERE / "bin"), str(Path(sys.executable).parent), os.environ["PATH"]]
    monkeypatch.setenv("PATH", os.pathsep.join(folders))
    monkeypatch.setenv("GIBBSIGHT_BINARY", str(BINARY))
    monkeypatch.setattr(gs, "fit", functools.partial(gs.fit, twins=32, points=2))
    monkeypatch.setattr(gs, "run", functools.partial(gs.run, twins=32, points=2, null_twins=0))
    modules = set(sys.modules)
    yield tmp_path
    for name in set(sys.modules) - modules:
        if getattr(sys.modules[name], "__file__", None) and str(tmp_path) in sys.modules[name].__file__:
            del sys.modules[name]


def run_shell(text):
    done = subprocess.run(["bash", "-euo", "pipefail", "-c", text], capture_output=True, text=True)
    assert done.returncode == 0, f"{text}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def run_python(text, session):
    printed = io.StringIO()
    with contextlib.redirect_stdout(printed):
        exec(compile(text, "page", "exec"), session)
    return printed.getvalue()


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.stem)
def test_page(page, reader):
    inputs = HERE / "inputs" / f"{page.stem}.sh"
    if inputs.exists():
        run_shell(inputs.read_text())
    text = page.read_text()
    blocks = FENCE.findall(text)
    assert len(blocks) == len(re.findall(r"^```.", text, re.MULTILINE)), "a fence of another kind"
    session, printed = {"__name__": "page"}, ""
    for kind, caption, content in blocks:
        if caption:
            (reader / caption).write_text(content)
        elif kind == "sh":
            printed = run_shell(content)
        elif kind == "python":
            printed = run_python(content, session)
        else:
            assert kind == "text", kind
            assert printed.strip() == content.strip()
