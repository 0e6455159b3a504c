"""The inside of a room."""

from typing import NamedTuple

BACK, LEFT, RIGHT = SIDES = ("back", "left", "right")


class Bounds(NamedTuple):
    """The inside of a room."""

    x0: float
    x1: float
    y0: float
    y1: float
    z0: float
    z1: float

    @property
    def width(self):
        return self.x1 - self.x0

    @property
    def depth(self):
        return self.z1 - self.z0

    @property
    def height(self):
        return self.y1 - self.y0

    @property
    def centre(self):
        return (self.x0 + self.x1) / 2, (self.z0 + self.z1) / 2

    def span(self, side):
        """Where a wall begins and ends, along itself."""
        return (self.x0, self.x1) if side == BACK else (self.z0, self.z1)

    def light_box(self):
        return (self.x0, self.y0 - 0.1, self.z0 - 0.05), (self.x1, self.y1 + 0.1, self.z1 + 0.05)
