"""Tables that other programs wrote, right and wrong."""

import pytest

MIXTURE = ["--species", "Te,Se"]
GRID = [(a, b, "Te" if (a * a + b) % 3 else "Se") for b in range(12) for a in range(12)]

BAD_SITES = [
    ("", ["line 1"]),
    ("a,b\n1,2\n", ["line 1", "species"]),
    ("a,b,species\n0,0,Te\n1,x,Te\n", ["line 3", "column b", "x"]),
    ("a,b,species\n0,0,Te\n1,0.5,Te\n", ["line 3", "column b", "0.5"]),
    ("a,b,species\n0,0,Te\n\n1,nan,Te\n", ["line 4", "column b", "nan"]),
    ("a,b,species\n0,0,Te\n1,0,Pb\n", ["line 3", "column species", "Pb", "Te, Se"]),
    ("a,b,species\n0,0,Te\n0,0,Se\n", ["line 3", "line 2"]),
    ("a,b,species\n0,0\n", ["line 2"]),
    ("a,b,species,a\n0,0,Te,0\n", ["line 1", "a"]),
    ('a,b,species\n0,0,"Te\n', ["line 2"]),
    ("a,b,species\n0,0,Te\n1e300,0,Te\n", ["line 3", "column a"]),
    ("a,b,species,p_Te,p_Se\n0,0,Te,1.5,0\n", ["line 2", "column p_Te", "1.5"]),
    ("code,count\n", ["sites.csv"]),
    ("code,count\n0,0\n", ["sites.csv"]),
    ("code,count\n32,1\n", ["line 2", "column code", "0 to 31"]),
    ("code,count\n0,-1\n", ["line 2", "column count", "-1"]),
    ("code,count\n0,inf\n", ["line 2", "column count", "inf"]),
    ("code,configuration,count\n1,\"Te|Se,Se,Se,Se\",5\n", ["line 2", "column configuration"]),
    ("\x00\x01\x02", ["binary"]),
]


@pytest.mark.parametrize("text, words", BAD_SITES)
@pytest.mark.parametrize("verb", ["count", "fit"])
def test_bad_sites(gibbsight, verb, text, words):
    (gibbsight / "sites.csv").write_text(text)
    gibbsight(verb, "sites.csv", *MIXTURE, "-o", "out").failed(65, "sites.csv", *words)


@pytest.mark.parametrize("rows", ["", "0,0,Te\n", "0,0,\n1,1,\n"])
def test_too_few_sites(gibbsight, rows):
    (gibbsight / "sites.csv").write_text("a,b,species\n" + rows)
    gibbsight("count", "sites.csv", *MIXTURE).failed(65, "sites.csv")
    gibbsight("scan", "sites.csv", *MIXTURE).failed(65, "too few motifs")
    gibbsight("distance", "sites.csv", "sites.csv", *MIXTURE).failed(65, "sites.csv")
    gibbsight("fit", "sites.csv", *MIXTURE, "-o", "out").refused("too few motifs")


def test_sites_far_apart(gibbsight):
    (gibbsight / "sites.csv").write_text("a,b,species\n0,0,Te\n2000000000,2000000000,Te\n")
    gibbsight("count", "sites.csv", *MIXTURE).failed(65, "too far apart")


def test_one_species(gibbsight):
    (gibbsight / "sites.csv").write_text(as_csv([(a, b, "Te") for a, b, _ in GRID]))
    done = gibbsight("fit", "sites.csv", *MIXTURE, "-o", "out").refused("one species only")
    assert "out/sites.csv" in done.made
    gibbsight("scan", "sites.csv", *MIXTURE).failed(65, "one species only")


def test_missing_table(gibbsight):
    for call in (["count", "no.csv"], ["fit", "no.csv"], ["index", "no.csv"], ["scan", "no.csv"],
                 ["distance", "no.csv", "no.csv"]):
        gibbsight(*call, *MIXTURE).failed(66, "no.csv")
    gibbsight("report", "no").failed(66, "no")
    gibbsight("info", "no.tif").failed(66, "no.tif")


BAD_ATOMS = [
    ("x,z\n1,2\n", ["line 1", "y"]),
    ("u,v\n1,2\n", ["line 1", "x_px,y_px"]),
    ("x,y\n1,2\n1,?\n", ["line 3", "column y", "?"]),
    ("x,y\n", ["atoms"]),
    ("x,y\n" + "1,1\n" * 50, ["on top of each other"]),
    ("x,y\n" + "".join(f"{i},{i}\n" for i in range(50)), []),
    ("x,y\n1,1e300\n2,-1e300\n", []),
]


@pytest.mark.parametrize("text, words", BAD_ATOMS, ids=range(len(BAD_ATOMS)))
def test_bad_atoms(gibbsight, text, words):
    (gibbsight / "atoms.csv").write_text(text)
    gibbsight("index", "atoms.csv", *MIXTURE).failed(65, *words)


def as_csv(rows, newline="\n", quote=""):
    lines = [f"{quote}a{quote},b,species"] + [f"{a},{b},{quote}{s}{quote}" for a, b, s in rows]
    return newline.join(lines) + newline


@pytest.mark.parametrize("text", [
    as_csv(GRID, "\r\n"),
    "\ufeff" + as_csv(GRID),
    as_csv(GRID, "\n\n"),
    as_csv(GRID, quote='"'),
    as_csv(reversed(GRID)),
    as_csv([(f" {a}.0 ", b, s) for a, b, s in GRID]),
    as_csv(GRID).rstrip("\n"),
    as_csv([(a - 7, b + 1000, s) for a, b, s in GRID]),
])
def test_the_same_table_written_otherwise(gibbsight, text):
    (gibbsight / "plain.csv").write_text(as_csv(GRID))
    (gibbsight / "other.csv").write_bytes(text.encode())
    gibbsight("count", "plain.csv", *MIXTURE, "-o", "plain").worked()
    gibbsight("count", "other.csv", *MIXTURE, "-o", "other").worked()
    assert (gibbsight / "plain").read_bytes() == (gibbsight / "other").read_bytes()


@pytest.mark.parametrize("names", ["0,1", "Te,<script>", "Té,Sé", "Mo-1,Mo+1"])
def test_names_of_species(gibbsight, names):
    first, second = names.split(",")
    rows = [(a, b, first if s == "Te" else second) for a, b, s in GRID]
    (gibbsight / "sites.csv").write_text(as_csv(rows))
    gibbsight("count", "sites.csv", "--species", names).worked()
    again = gibbsight("distance", "sites.csv", "histogram.csv", "--species", names).worked()
    assert again.out.splitlines()[0].split() == ["statistical_distance", "0"]


@pytest.mark.parametrize("quiet", [False, True])
def test_a_doubtful_indexing_says_so(gibbsight, quiet):
    """A cell that is 12 % longer than wide is hardly a square one."""
    rows = [f"{20 + 10 * a},{20 + 11.2 * b},{1 + (a * a + b) % 3 // 2 + (7 * a + 3 * b) % 5 / 50}"
            for b in range(16) for a in range(16)]
    (gibbsight / "atoms.csv").write_text("\n".join(["x_px,y_px,intensity", *rows]) + "\n")
    result = gibbsight("index", "atoms.csv", *MIXTURE, *["--quiet"] * quiet, "-o", "sites.csv")
    result.worked()
    assert ("stretched by 12 %" in result.err) != quiet
