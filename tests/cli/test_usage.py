"""What is typed or configured wrongly: 64 on the command line, 78 in a file."""

import pytest

VERBS = {
    "run": ["--lattice", "--species", "--bulk", "--models", "--shells", "--symmetry",
            "--temperature", "--pixel-size", "--roi", "--mask", "--polarity", "--channel",
            "--direction", "--frame", "--a-direction", "--edits", "--level", "--seed", "--threads",
            "--quiet", "--force", "--config", "--separate", "--output"],
    "atoms": ["--pixel-size", "--roi", "--polarity", "--atoms.spacing", "--output"],
    "index": ["--lattice", "--species", "--image", "--edits", "--output"],
    "count": ["--lattice", "--species", "--shells", "--symmetry", "--output"],
    "fit": ["--species", "--bulk", "--models", "--level", "--image", "--fit.twins", "--output"],
    "simulate": ["--species", "--parameters", "--image", "--histogram", "--rendering.noise"],
    "scan": ["--species", "--scan.parameter", "--scan.from", "--output"],
    "distance": ["--species", "--lattice"],
    "report": ["DIR"],
    "info": ["FILE"],
    "config": ["--example", "fesete"],
}


@pytest.mark.parametrize("verb", VERBS)
def test_help(gibbsight, verb):
    done = gibbsight(verb, "--help").worked()
    assert done.err == "" and done.made == {}
    for word in VERBS[verb]:
        assert word in done.out
    assert "\n\n\n" not in done.out


def test_help_shows_what_a_verb_can_use(gibbsight):
    assert "--temperature" not in gibbsight("count", "--help").out
    assert "--parameters" not in gibbsight("fit", "--help").out
    assert "--lattice" not in gibbsight("atoms", "--help").out


def test_help_of_all(gibbsight):
    done = gibbsight("--help").worked()
    assert all(verb in done.out for verb in VERBS)
    assert gibbsight("--version").worked().out.startswith("gibbsight ")


WRONG = [
    ([], ["run, atoms"]),
    (["rum", "x.tif"], ["rum", "did you mean run"]),
    (["count", "--latice", "square", "sites.csv"], ["did you mean --lattice", "--latice"]),
    (["count", "--lattice", "squar", "sites.csv"], ["--lattice", "did you mean square", "squar"]),
    (["count", "sites.csv", "--species", "Te"], ["--species", "two to sixteen"]),
    (["count", "sites.csv", "--species", "Te,Te"], ["--species", "Te,Te"]),
    (["count", "sites.csv", "--species", ""], ["--species", '""']),
    (["count", "sites.csv", "--species", "Te,,Se"], ["--species", "Te,,Se"]),
    (["count", "sites.csv"], ["--species"]),
    (["count", "sites.csv", "--shells", "9"], ["--shells", "0 to 6"]),
    (["count", "sites.csv", "--shells", "one"], ["--shells", "one", "an integer"]),
    (["count", "sites.csv", "--shells", "99999999999999999999"], ["--shells"]),
    (["count", "sites.csv", "--species", "Te,Se", "--shells", "6"], ["--shells", "fewer"]),
    (["count", "sites.csv", "--species", "Te,Se", "--symmetry", "p6m"], ["--symmetry", "p6m"]),
    (["count", "other.csv", "sites.csv"], ["sites.csv"]),
    (["count", ""], ["SITES", "empty"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--bulk", "S=0.4"], ["--bulk", "S", "Te, Se"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--bulk", "Se=1.4"], ["--bulk", "Se=1.4"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--bulk", "Se=-0.4"], ["--bulk", "Se=-0.4"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--bulk", "Se=nan"], ["--bulk", "Se=nan"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--bulk", "Se"], ["--bulk", "Se"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--bulk", "Se=0.5,Te=0.6"], ["--bulk"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--models", "pear1"], ["--models", "pear1"]),
    (["fit", "sites.csv", "--level", "1"], ["--level", "0.999"]),
    (["fit", "sites.csv", "--seed", "-1"], ["--seed", "-1"]),
    (["fit", "sites.csv", "--config", ""], ["--config"]),
    (["atoms", "x.tif", "--pixel-size", "0"], ["--pixel-size"]),
    (["atoms", "x.tif", "--pixel-size", "nan"], ["--pixel-size"]),
    (["atoms", "x.tif", "--polarity", "brigth"], ["--polarity", "did you mean bright"]),
    (["run", "x.tif", "y/x.tif", "--species", "Te,Se"], ["same folder", "y/x.tif"]),
    (["fit", "a.csv", "b.csv", "--image", "x.tif", "--species", "Te,Se"], ["--image", "x.tif"]),
    (["fit", "sites.csv", "--species", "Te,Se", "--fit.prior", "pair1=0.2"], ["--fit.prior", "MEAN:DEVIATION"]),
    (["scan", "sites.csv", "--species", "Te,Se", "--scan.second", "pair9"], ["--scan.second", "pair9"]),
    (["scan", "sites.csv", "--species", "Te,Se", "--models", "random"], ["--models"]),
    (["simulate", "-o", "new.csv", "--species", "Te,Se", "--parameters", "pair1"], ["--parameters", "pair1"]),
    (["simulate", "-o", "new.csv", "--species", "Te,Se", "--parameters", "pair1[1,0]=1"], ["--parameters"]),
    (["simulate", "-o", "new.csv", "--species", "Te,Se", "--rendering.drift", "1,2,3"], ["--rendering.drift"]),
    (["simulate", "--species", "Te,Se", "--image", "a.tif", "-o", "a.tif"], ["one name", ": a.tif;"]),
    (["config", "--example", "gold"], ["--example", "gold", "fesete"]),
]


@pytest.mark.parametrize("arguments, words", WRONG, ids=lambda part: " ".join(part))
def test_command_line(gibbsight, table, arguments, words):
    gibbsight(*arguments).failed(64, *words)


FILES = [
    ("[motif]\nshells = 9\n", ["line 2", "motif.shells", "0 to 6"]),
    ("[motif]\n\nshells = \"one\"\n", ["line 3", "motif.shells", "one", "an integer"]),
    ("[motif]\nshell = 1\n", ["line 2", "motif.shell", "did you mean shells"]),
    ("[motifs]\nshells = 1\n", ["line 1", "did you mean motif"]),
    ("motif = 1\n", ["line 1", "motif"]),
    ("[motif]\nshells = 1\nshells = 1\n", ["line 3", "shells"]),
    ("[motif\n", ["line 1"]),
    ("[motif]\nshells = 1.0\n", ["line 2", "motif.shells", "1.0"]),
    ("[lattice]\nname = \"squar\"\n", ["line 2", "lattice.name", "did you mean square"]),
    ("[lattice]\nspecies = \"Te,Se\"\n", ["line 2", "lattice.species", "a list"]),
    ("[lattice]\nspecies = [\"Te\"]\n", ["line 2", "lattice.species", "two to sixteen"]),
    ("[fit]\nlevel = nan\n", ["line 2", "fit.level"]),
    ("[lattice]\nspecies = { a = 1 }\n", ["line 2", "lattice.species"]),
    ("\xff\xfe", []),
]


@pytest.mark.parametrize("text, words", FILES, ids=lambda part: str(part))
def test_configuration_file(gibbsight, table, text, words):
    (gibbsight / "my.toml").write_bytes(text.encode("latin-1"))
    gibbsight("count", "sites.csv", "--config", "my.toml").failed(78, "my.toml", *words)


def test_missing_configuration_file(gibbsight, table):
    gibbsight("count", "sites.csv", "--config", "no.toml").failed(66, "no.toml")
    gibbsight("count", "sites.csv", "--config", ".").failed(66)


def test_command_line_wins_over_file(gibbsight, table):
    (gibbsight / "my.toml").write_text('[lattice]\nspecies = ["Te", "Se"]\n[motif]\nshells = 6\n')
    gibbsight("count", "sites.csv", "--config", "my.toml").failed(78, "my.toml, line 4")
    gibbsight("count", "sites.csv", "--config", "my.toml", "--shells", 1).worked()


def test_last_value_counts(gibbsight, table):
    done = gibbsight("count", "sites.csv", "--species", "Te", "--species", "Se", "--shells", 2,
                     "--shells", 1).worked()
    assert "of 32 codes" in done.out


def test_existing_output(gibbsight, table):
    call = ["count", "sites.csv", "--species", "Te,Se"]
    gibbsight(*call).worked()
    gibbsight(*call).failed(73, "histogram.csv", "--force")
    gibbsight(*call, "--force").worked()
    gibbsight(*call, "-o", "sites.csv", "--force").failed(73, "sites.csv", "input")
    gibbsight(*call, "-o", ".", "--force").failed(73, "folder")


@pytest.mark.parametrize("output", ["sites.csv/x", "/proc/x", "no/such/x", "x" * 300])
@pytest.mark.parametrize("verb", ["count", "fit"])
def test_output_that_cannot_be_made(gibbsight, table, verb, output):
    if verb == "fit" and output == "no/such/x":
        return  # an output folder is made with its parents
    gibbsight(verb, "sites.csv", "--species", "Te,Se", "-o", output).failed(73, output[:20])


def test_full_disk(gibbsight):
    with open("/dev/full", "wb") as full:
        for call in (["config"], ["--help"]):
            assert gibbsight(*call, stdout=full).status == 74


def test_control_characters_stay_in_the_line(gibbsight):
    gibbsight("info", "a\nb\x1b[2J").failed(66, "a b\\x1b[2J")
