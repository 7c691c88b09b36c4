"""Keyword arguments are the options of the command line: names, words, ranges and errors."""

import gibbsight as gs
import numpy as np
import pytest

SMALL = {"species": ["Te", "Se"], "columns": 8, "rows": 8, "seed": 1}


def codes(**options):
    return gs.simulate(**{**SMALL, **options}).to_array()


def test_a_dict_a_list_and_a_text_say_the_same():
    as_dict = codes(bulk={"Se": 0.25}, parameters={"pair1": 0.4, "pair2": -0.1})
    as_list = codes(bulk=["Se=0.25"], parameters=["pair1=0.4", "pair2=-0.1"])
    as_text = codes(bulk="Se=0.25", parameters="pair1=0.4,pair2=-0.1")
    assert np.array_equal(as_dict, as_list)
    assert np.array_equal(as_dict, as_text)
    assert as_dict.sum() == 16


def test_species_of_each_site_come_as_a_dict():
    sites = {"M": ["Mo", "W"], "X": ["S2", "SSe", "Se2"]}
    array = np.zeros((3, 3, 2), int)
    occupancy = gs.Occupancy.from_array(array, lattice="honeycomb", species=sites)
    assert occupancy.species == sites


def test_none_and_the_long_name():
    assert np.array_equal(codes(bulk=None, simulate_columns=np.int32(8)), codes())


@pytest.mark.parametrize(
    ("options", "error", "words"),
    [
        ({"colums": 8}, gs.UsageError, "did you mean columns: colums; expected one of lattice"),
        ({"columns": 8.5}, gs.UsageError, "(columns): 8.5; expected an integer"),
        ({"columns": True}, gs.UsageError, "(columns): True; expected an integer"),
        ({"columns": 10**30}, gs.UsageError, "expected an integer"),
        ({"seed": -1}, gs.UsageError, "(seed): -1; expected an integer of at least 0"),
        ({"species": 3}, gs.UsageError, "(species): 3; expected a list of texts"),
        ({"columns": 1}, gs.ConfigurationError, "(columns): 1; expected a number from 4 to 4096"),
        ({"lattice": "squar"}, gs.ConfigurationError, "did you mean square (lattice): squar"),
        ({"bulk": {"S": 0.4}}, gs.ConfigurationError, "unknown species"),
        ({"bulk": {"Se": 1.4}}, gs.ConfigurationError, "fraction out of range"),
        ({"parameters": {"pear1": 0.4}}, gs.ConfigurationError, "pear1"),
        ({"species": None}, gs.UsageError, "no species given"),
    ],
)
def test_wrong_options_are_refused_by_name(options, error, words):
    with pytest.raises(error) as refusal:
        codes(**options)
    assert isinstance(refusal.value, gs.Error)
    assert words in str(refusal.value)


def test_help_lists_the_options_of_a_function_alone():
    assert "twins : an integer, default 256" in gs.fit.__doc__
    assert "bulk" in gs.run.__doc__
    assert "twins" not in gs.classify.__doc__
