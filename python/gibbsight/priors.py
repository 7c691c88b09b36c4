"""What is believed of a parameter before the image is seen."""

import math
from dataclasses import dataclass

from gibbsight._errors import usage


@dataclass(frozen=True)
class Uniform:
    """A prior under which every value between low and high is as probable as any other.

    Attributes
    ----------
    low, high : float
        In the unit of the parameter.

    Raises
    ------
    UsageError
        The bounds are not finite, or low is not below high.

    Examples
    --------
    >>> import gibbsight as gs
    >>> gs.Uniform(0, 1)
    Uniform(low=0, high=1)
    """

    low: float
    high: float

    def __post_init__(self) -> None:
        if not (math.isfinite(self.low) and math.isfinite(self.high) and self.low < self.high):
            raise usage("no range", "Uniform", f"{self.low}, {self.high}", "low < high, both finite")

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """Mean, width, low, high, as the core has them; an infinite width is a flat one."""
        return (self.low + self.high) / 2, math.inf, self.low, self.high


@dataclass(frozen=True)
class Normal:
    """A normal prior, cut off outside [low, high] where these are given.

    Attributes
    ----------
    mean, std : float
        In the unit of the parameter.
    low, high : float, optional
        Bounds that hold the mean.

    Raises
    ------
    UsageError
        The mean is not finite or outside of the bounds, or std is not positive.

    Examples
    --------
    >>> import gibbsight as gs
    >>> gs.Normal(0.2, 0.1, low=0)
    Normal(mean=0.2, std=0.1, low=0, high=inf)
    """

    mean: float
    std: float
    low: float = -math.inf
    high: float = math.inf

    def __post_init__(self) -> None:
        if not (math.isfinite(self.mean) and math.isfinite(self.std) and self.std > 0):
            raise usage("not a normal distribution", "Normal", f"{self.mean}, {self.std}",
                        "a finite mean and a positive standard deviation")  # fmt: skip
        if not self.low <= self.mean <= self.high or self.low == self.high:
            raise usage("mean outside the bounds", "Normal", self.mean, "low <= mean <= high")

    @property
    def numbers(self) -> tuple[float, float, float, float]:
        """Mean, width, low, high, as the core has them."""
        return self.mean, self.std, self.low, self.high
