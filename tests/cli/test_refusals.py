"""Images that hold no answer: each is refused at the stage that can know, with its reason."""

import numpy as np
import pytest

import files
from conftest import QUICK

SIZE = 400


def amorphous_carbon(seed, grain):
    """White noise through a band of spatial frequencies, as defocus lets it."""
    generator = np.random.default_rng(seed)
    frequency = np.hypot(np.fft.fftfreq(SIZE)[:, None], np.fft.fftfreq(SIZE)[None])
    band = np.exp(-((frequency * grain - 1) ** 2) / (2 * 0.15**2))
    speckle = np.fft.ifft2(np.fft.fft2(generator.normal(size=(SIZE, SIZE))) * band).real
    return speckle / speckle.std() + 0.2 * generator.normal(size=(SIZE, SIZE))


def photograph():
    """Edges, shading and grain."""
    y, x = np.mgrid[:SIZE, :SIZE]
    scene = 40 * np.sin(x / 130) + 0.1 * y
    scene += 60 * (np.hypot(x - 150, y - 140) < 70) - 30 * ((x > 230) & (x < 340) & (y > 60) & (y < 250))
    return scene + np.random.default_rng(1).normal(size=scene.shape)


def crystal(seed, heights, spread, spacing=11):
    """A turned square lattice whose atoms have one of the heights."""
    generator = np.random.default_rng(seed)
    turn = spacing * np.array([[np.cos(0.3), -np.sin(0.3)], [np.sin(0.3), np.cos(0.3)]])
    centres = (np.argwhere(np.ones((100, 100))) - 40) @ turn.T
    size = len(centres)
    drawn = generator.choice(heights, size) * (1 + spread * generator.normal(size=size))
    image = files.atoms((SIZE, SIZE), centres, drawn, 0.28 * spacing)
    return image + 0.05 * generator.normal(size=image.shape)


@pytest.mark.parametrize("image, words", [
    pytest.param(amorphous_carbon(1, 9), ("no lattice in the image",), id="amorphous carbon"),
    pytest.param(amorphous_carbon(4, 6), ("no lattice in the image",), id="finer carbon"),
    pytest.param(photograph(), ("no lattice in the image",), id="photograph"),
    pytest.param(crystal(10, (1,), 0.06), ("fewer than 2 species", "separation"), id="one species"),
    pytest.param(crystal(21, (1, 1.15), 0.08), ("fewer than 2 species", "separation"), id="overlap"),
])
def test_refused(gibbsight, image, words):
    (gibbsight / "image.tif").write_bytes(files.tiff(image))
    gibbsight("run", "image.tif", "--species", "A,B", *QUICK, "-o", "out").refused(*words)
