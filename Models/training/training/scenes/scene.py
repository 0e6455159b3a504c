"""A scene under construction: solids in groups, materials, lights, a camera, and words for all of it."""

import math
from typing import NamedTuple

import numpy as np

from . import materials
from .palette import Chooser

BOX, CYLINDER, ELLIPSOID, ROOF, CONE = range(5)  # the order of `enum Shape` in native/geometry.h
CASTS_NO_SHADOW = 1
WORLD_COORDINATES = 1  # patterns run on over neighbouring solids
EVERYWHERE = ((-99.0, -9.0, -99.0), (99.0, 99.0, 99.0))  # what a light outdoors reaches
THINNEST = 0.002


class Placement(NamedTuple):
    """Where local coordinates lie in the world: a position, and a turn about the vertical axis."""

    x: float = 0.0
    y: float = 0.0
    z: float = 0.0
    cosine: float = 1.0
    sine: float = 0.0

    @classmethod
    def at(cls, x, y, z, turn=0.0):
        return cls(x, y, z, math.cos(turn), math.sin(turn))

    @property
    def turn(self):
        return math.atan2(self.sine, self.cosine)

    def world(self, x, z):
        """World x and z of a local point."""
        return self.x + self.cosine * x - self.sine * z, self.z + self.sine * x + self.cosine * z

    def raised(self, height):
        return self._replace(y=self.y + height)


class Solid(NamedTuple):
    """The numbers of `struct Solid` in native/geometry.h."""

    shape: int
    x: float  # centre
    y: float
    z: float
    half_x: float
    half_y: float
    half_z: float
    cosine: float  # of the turn about the vertical axis
    sine: float
    material: int
    mapping: int
    offset_u: float
    offset_v: float
    parameter: float
    flags: int


class Light(NamedTuple):
    """The numbers of `struct Light` in native/render.cpp, three a field."""

    position: tuple
    half_u: tuple
    half_v: tuple
    normal: tuple
    colour: tuple
    low: tuple
    high: tuple


class Camera(NamedTuple):
    """A pinhole camera; `half_width` and `half_height` are the tangents of half the angles of view."""

    position: np.ndarray
    right: np.ndarray
    up: np.ndarray
    forward: np.ndarray
    half_width: float
    half_height: float


class Scene:
    """Collects solids between `begin` and `flush` into groups, each with a bounding box of its own in the renderer.

    All lengths are metres; y points up; furniture faces +z of its placement.
    """

    def __init__(self, random):
        self.choose = Chooser(random)
        self.solids = []
        self.groups = []  # (first, one past last) solid
        self.materials = []
        self.lights = []
        self.parts = []  # [weight, phrases, surface] for the captions
        self.surface_materials = {}  # surface name: indices of the materials it is made of
        self.surface_rows = {}  # surface name: the material the captions speak of
        self.family = self.time_name = ""
        self.time = None
        self.camera = None
        self.interior = False  # lit through windows, darker ambient
        self.studio = False  # a plain backdrop instead of a sky
        self.placement = Placement()
        self._group = []

    # -------------------------------------------------------------------------------------- materials and words

    def add_material(self, row):
        self.materials.append(np.asarray(row, np.float32))
        return len(self.materials) - 1

    def plain(self, colour, gloss=0.0, metal=0.0):
        """A smooth material for small things."""
        return self.add_material(materials.plain(self.choose, np.asarray(colour, float), gloss, metal))

    def add_surface(self, name, surface):
        """Adds the material of a named surface ("floor", "wall", ...), which evaluation can find again."""
        index = self.add_material(surface.material)
        self.surface_materials.setdefault(name, []).append(index)
        return index

    def describe(self, weight, phrases, surface=None):
        """Gives captions something to say; 4 is the subject, 3 large surfaces, below 1 details."""
        self.parts.append([float(weight), phrases if isinstance(phrases, str) else list(phrases), surface])

    def describe_surface(self, weight, name, surface):
        """Names the one material that all of a surface has."""
        self.surface_rows[name] = surface.material
        self.describe(weight, surface.phrases, name)

    # ---------------------------------------------------------------------------------------------------- solids

    def begin(self, x=0.0, z=0.0, turn=0.0, y=0.0):
        """Starts a new group with its own placement."""
        return self.begin_at(Placement.at(x, y, z, turn))

    def begin_at(self, placement):
        self.flush()
        self.placement = placement
        return self

    def flush(self):
        if self._group:
            self.groups.append((len(self.solids), len(self.solids) + len(self._group)))
            self.solids += self._group
        self._group = []

    def add(self, shape, x, y, z, half_x, half_y, half_z, material, turn=0.0, mapping=0, offset=None, parameter=0.0, flags=0):
        """Adds a solid by its centre and half sizes.

        - `offset`: where the pattern starts; random unless given, zero with `WORLD_COORDINATES`.
        - `parameter`: width of the hip for `ROOF`, top radius as a share of the bottom's for `CONE`.
        """
        world_x, world_z = self.placement.world(x, z)
        angle = self.placement.turn + turn
        if offset is None:
            between = self.choose.between
            offset = (0.0, 0.0) if mapping == WORLD_COORDINATES else (between(0, 7), between(0, 7))
        half_sizes = (max(half, THINNEST) for half in (half_x, half_y, half_z))
        self._group.append(
            Solid(shape, world_x, self.placement.y + y, world_z, *half_sizes, math.cos(angle), math.sin(angle), material, mapping, *offset,
                  parameter, flags)
        )

    def box(self, x, bottom, z, width, height, depth, material, **options):
        self.add(BOX, x, bottom + height / 2, z, width / 2, height / 2, depth / 2, material, **options)

    def slab(self, x0, x1, y0, y1, z0, z1, material, **options):
        """A box by its corners, with a pattern that runs on over its neighbours; nothing if it is too thin to see."""
        if min(x1 - x0, y1 - y0, z1 - z0) > 1e-3:
            options = {"mapping": WORLD_COORDINATES} | options
            self.add(BOX, (x0 + x1) / 2, (y0 + y1) / 2, (z0 + z1) / 2, (x1 - x0) / 2, (y1 - y0) / 2, (z1 - z0) / 2, material, **options)

    def cylinder(self, x, bottom, z, radius, height, material, radius_z=None, **options):
        self.add(CYLINDER, x, bottom + height / 2, z, radius, height / 2, radius_z or radius, material, **options)

    def cone(self, x, bottom, z, radius, height, material, top=0.0, **options):
        self.add(CONE, x, bottom + height / 2, z, radius, height / 2, radius, material, parameter=top, **options)

    def ellipsoid(self, x, y, z, radius_x, radius_y, radius_z, material, **options):
        self.add(ELLIPSOID, x, y, z, radius_x, radius_y, radius_z, material, **options)

    def gable_roof(self, x, bottom, z, half_width, height, half_depth, material, hip=0.0, turn=0.0):
        """A roof whose ridge runs along local x; with `hip`, its ends slope too."""
        self.add(ROOF, x, bottom + height / 2, z, half_width, height / 2, half_depth, material, turn=turn, offset=(0, 0), parameter=hip)

    def wall(self, axis, at, thickness, start, end, bottom, top, material, openings=()):
        """A wall normal to `axis` from `start` to `end`, with rectangular openings (centre, width, bottom, height)."""

        def piece(a0, a1, y0, y1):
            near, far = min(at, at + thickness), max(at, at + thickness)
            if axis == "z":
                self.slab(a0, a1, y0, y1, near, far, material)
            else:
                self.slab(near, far, y0, y1, a0, a1, material)

        if not openings:
            piece(start, end, bottom, top)
            return
        openings = sorted(openings)
        lowest = min(opening[2] for opening in openings)
        highest = max(opening[2] + opening[3] for opening in openings)
        piece(start, end, bottom, lowest)
        piece(start, end, highest, top)
        cursor = start
        for centre, width, sill, height in openings:
            left, right = centre - width / 2, centre + width / 2
            piece(cursor, left, lowest, highest)
            piece(left, right, lowest, sill)
            piece(left, right, sill + height, highest)
            cursor = right
        piece(cursor, end, lowest, highest)

    # ----------------------------------------------------------------------------------------- lights and camera

    def light(self, position, colour, low, high, half_u=(0, 0, 0), half_v=(0, 0, 0), normal=(0, 0, 0)):
        """An area light (or a point that shines all round, without `normal`) for what lies in the box `low`..`high`."""
        self.lights.append(Light(position, half_u, half_v, normal, colour, low, high))

    def look(self, position, target, half_width):
        """Points a camera with square pixels and a square picture from `position` to `target`."""
        position = np.asarray(position, float)
        forward = np.asarray(target, float) - position
        forward /= np.linalg.norm(forward)
        right = np.cross(forward, [0, 1, 0])
        right /= np.linalg.norm(right)
        self.camera = Camera(position, right, np.cross(right, forward), forward, half_width, half_width)

    def look_from_front(self, target, distance, azimuth, elevation, half_width, lowest=None):
        """Places the camera at `distance` from `target`, `azimuth` to the side of +z and `elevation` up."""
        offset = np.array([math.sin(azimuth) * math.cos(elevation), math.sin(elevation), math.cos(azimuth) * math.cos(elevation)])
        position = np.asarray(target, float) + distance * offset
        if lowest is not None:
            position[1] = max(position[1], lowest)
        self.look(position, target, half_width)


SENSOR_HALF_SIDES = (18.0, 12.0)  # half of 36 x 24 mm: a square picture that spans the width, or the height


def half_width_of_lens(choose, focal_length):
    """Tangent of half the angle of view of a square picture taken at `focal_length` millimetres."""
    return choose.one(SENSOR_HALF_SIDES) / focal_length


def random_focal_length(choose, shortest=18.0, longest=100.0):
    """Millimetres, evenly spread in ratio."""
    return shortest * (longest / shortest) ** choose.between(0, 1)
