"""What is believed of a parameter before the image is seen."""

import math
from dataclasses import dataclass

from gibbsight._errors import usage


@dataclass(frozen=True)
class Uniform:
    """Every value between low and high is as probable as any other."""

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
    """A normal distribution, cut off outside [low, high] where these are given."""

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
        return self.mean, self.std, self.low, self.high
