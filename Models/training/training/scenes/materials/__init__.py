"""All materials: floors, walls, facades, roofs, ground, and what furniture is made of."""

from .furniture import joinery, upholstery
from .indoors import BATHROOM_FLOOR_KINDS, BATHROOM_WALL_KINDS, WALL_BRICKS, floor, wall
from .outdoors import FACADE_BRICKS, facade, ground, roof
from .record import PATTERN_INDEX, Surface, material, plain

__all__ = [
    "BATHROOM_FLOOR_KINDS", "BATHROOM_WALL_KINDS", "FACADE_BRICKS", "PATTERN_INDEX", "Surface", "WALL_BRICKS", "facade", "floor", "ground",
    "joinery", "material", "plain", "roof", "upholstery", "wall",
]
