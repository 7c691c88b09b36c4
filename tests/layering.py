"""Holds every stage to the stages it lists under SEES, and the lists to have no cycle.

    layering.py SOURCE_DIR     checks SOURCE_DIR/src/gibbsight
    layering.py --self-test    plants violations in a temporary tree and expects to find each
"""

import re
import sys
import tempfile
from pathlib import Path

STAGE = re.compile(r"gibbsight_stage\((\w+)(.*?)\)", re.DOTALL)
KEYWORDS = {"SOURCES", "SEES", "USES", "PRIVATELY"}
INCLUDE = re.compile(r'^\s*#\s*include\s+["<]gibbsight/(\w+)/', re.MULTILINE)


def read_sees(cmake_file):
    """The stages listed under SEES, or None where the file makes no stage."""
    match = STAGE.search(re.sub(r"#.*", "", cmake_file.read_text()))
    if match is None:
        return None
    listed, keyword = [], ""
    for word in match.group(2).split():
        if word in KEYWORDS:
            keyword = word
        elif keyword == "SEES":
            listed.append(word)
    return listed


def reachable(sees, start):
    """Every stage that `start` may include: itself and what it sees, directly or through others."""
    found, pending = set(), [start]
    while pending:
        stage = pending.pop()
        if stage not in found:
            found.add(stage)
            pending.extend(sees.get(stage, []))
    return found


def find_problems(root):
    folders = {path.parent.name: path.parent for path in sorted(root.glob("*/CMakeLists.txt"))}
    sees = {name: read_sees(folder / "CMakeLists.txt") for name, folder in folders.items()}
    sees = {name: listed for name, listed in sees.items() if listed is not None}
    problems = []
    for stage, listed in sees.items():
        for other in listed:
            if other not in sees:
                problems.append(f"{stage} sees {other}, which is no stage")
            elif stage in reachable(sees, other):
                problems.append(f"cycle: {stage} sees {other}, which sees {stage}")
        allowed = reachable(sees, stage)
        for path in sorted(folders[stage].glob("*.[hc]pp")):
            for other in INCLUDE.findall(path.read_text()):
                if other not in allowed:
                    problems.append(f"{stage}/{path.name} includes {other}, which {stage} does not see")
    return problems, len(sees)


def plant(root, stage, sees, includes=""):
    folder = root / stage
    folder.mkdir()
    folder.joinpath("CMakeLists.txt").write_text(
        f"gibbsight_stage({stage}\n  SOURCES {stage}.cpp\n  SEES {sees}\n  USES fmt::fmt)\n")
    folder.joinpath(f"{stage}.cpp").write_text(
        "".join(f'#include "gibbsight/{name}/{name}.hpp"\n' for name in includes.split()))


def self_test():
    cases = {
        "through another stage": ([("a", "", ""), ("b", "a", "a"), ("c", "b", "a b c")], []),
        "forbidden include": ([("a", "", "b"), ("b", "a", "")],
                              ["a/a.cpp includes b, which a does not see"]),
        "cycle": ([("a", "b", ""), ("b", "a", "")],
                  ["cycle: a sees b, which sees a", "cycle: b sees a, which sees b"]),
        "unknown stage": ([("a", "z", "")], ["a sees z, which is no stage"]),
    }
    for name, (stages, expected) in cases.items():
        with tempfile.TemporaryDirectory() as folder:
            for stage in stages:
                plant(Path(folder), *stage)
            problems, _ = find_problems(Path(folder))
        if problems != expected:
            sys.exit(f"{name}: found {problems}; expected {expected}")
    print(f"{len(cases)} planted trees judged rightly")


def main():
    if sys.argv[1:] == ["--self-test"]:
        return self_test()
    problems, count = find_problems(Path(sys.argv[1]) / "src" / "gibbsight")
    if count == 0:
        sys.exit("no stages found")
    if problems:
        sys.exit("\n".join(problems))
    print(f"{count} stages keep to what they see")


if __name__ == "__main__":
    main()
