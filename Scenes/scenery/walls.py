"""Solids with holes: frames, walls with openings and arches, stairs."""

import math

from .vectors import sine_cosine
from .solids import Solid

# The usual thickness of a wall.
WALL = 0.16


def frame(outer, inner, z0, z1):
    """A plate with a hole, along z: as many (x, y) corners outside as inside."""
    count = len(outer)
    points = [(x, y, z) for outline in (outer, inner) for z in (z0, z1) for x, y in outline]
    faces = []
    for i in range(count):
        j = (i + 1) % count
        for a, b in [(0, 1), (1, 3), (3, 2), (2, 0)]:
            faces.append([a * count + i, a * count + j, b * count + j, b * count + i])
    return Solid(points, faces).outward()


def rectangle(x0, x1, y0, y1):
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def rectangular_frame(width, height, border, z0, z1, y=0.0):
    """A frame whose opening is width x height with its lower edge at y."""
    w, b = width / 2, border
    return frame(rectangle(-w - b, w + b, y - b, y + height + b), rectangle(-w, w, y, y + height), z0, z1)


def ray_to(corners, center, point):
    """Where the ray from `center` through `point` leaves the convex outline `corners`."""
    dx, dy = point[0] - center[0], point[1] - center[1]
    nearest = math.inf
    for i in range(len(corners)):
        (ax, ay), (bx, by) = corners[i], corners[(i + 1) % len(corners)]
        denominator = dx * (by - ay) - dy * (bx - ax)
        if abs(denominator) > 1e-12:
            t = ((ax - center[0]) * (by - ay) - (ay - center[1]) * (bx - ax)) / denominator
            if t > 0:
                nearest = min(nearest, t)
    return (center[0] + nearest * dx, center[1] + nearest * dy)


def cells(us, vs, is_solid, depth, bend=lambda u, v: v):
    """The solid cells of a grid of (u, v) lines, drawn out from z = 0 to `depth`.

    `bend` may move a grid point up or down, which makes arches.
    """
    index, points, faces = {}, [], []

    def point(i, j, back):
        key = (i, j, back)
        if key not in index:
            index[key] = len(points)
            points.append((us[i], bend(us[i], vs[j]), 0.0 if back else depth))
        return index[key]

    def solid(i, j):
        return 0 <= i < len(us) - 1 and 0 <= j < len(vs) - 1 and is_solid(i, j)

    for i in range(len(us) - 1):
        for j in range(len(vs) - 1):
            if not solid(i, j):
                continue
            corners = [(i, j), (i + 1, j), (i + 1, j + 1), (i, j + 1)]
            faces.append([point(a, b, False) for a, b in corners])
            faces.append([point(a, b, True) for a, b in reversed(corners)])
            neighbours = [(i, j - 1), (i + 1, j), (i, j + 1), (i - 1, j)]
            for k, neighbour in enumerate(neighbours):
                if not solid(*neighbour):
                    a, b = corners[k], corners[(k + 1) % 4]
                    faces.append([point(*a, True), point(*b, True), point(*b, False), point(*a, False)])
    return Solid(points, faces).outward()


def lying(solid, bottom):
    """A solid made in the plane (u, v) laid down: u stays x, v becomes z, thickness goes up."""
    return solid.mapped(lambda u, v, w: (u, bottom + w, v))


def wall(u0, u1, height, thickness, openings=()):
    """An upright wall from u0 to u1 along x, from z = -thickness to 0, with openings.

    An opening is (centre, bottom, width, height), or with a fifth value True an arched one whose
    top is half an ellipse.
    """
    us, vs, arches = [u0, u1], [0.0, height], []
    for centre, bottom, width, tall, *arched in openings:
        half, top = width / 2, bottom + tall
        us += [centre - half, centre + half]
        if any(arched):
            rise = min(half, tall / 3)
            top -= rise
            us += [centre + half * sine_cosine(15 * k)[0] for k in range(-5, 6)]
            arches.append((centre, half, round(top, 6), rise))
        vs += [bottom, top]
    # Rounded, so that lines which mean the same are the same.
    us, vs = sorted({round(u, 6) for u in us}), sorted({round(v, 6) for v in vs})
    if any(spring < v < spring + rise + 0.01 for _, _, spring, rise in arches for v in vs):
        raise ValueError("the edge of an opening lies beside an arch")

    def is_solid(i, j):
        u, v = (us[i] + us[i + 1]) / 2, (vs[j] + vs[j + 1]) / 2
        return not any(abs(u - o[0]) < o[2] / 2 and o[1] < v < opening_top(o) for o in openings)

    def opening_top(opening):
        arched = len(opening) > 4 and opening[4]
        return opening[1] + opening[3] - (min(opening[2] / 2, opening[3] / 3) if arched else 0)

    def bend(u, v):
        for centre, half, spring, rise in arches:
            if v == spring and abs(u - centre) < half - 1e-6:
                return spring + rise * math.sqrt(1 - ((u - centre) / half) ** 2)
        return v

    return cells(us, vs, is_solid, thickness, bend).moved(z=-thickness)


def stairs(steps, rise, run, width):
    """A closed flight that climbs towards -z, its first riser at z = 0, centred on x."""
    us = [k * run for k in range(steps + 1)]
    vs = [k * rise for k in range(steps + 1)]
    return cells(us, vs, lambda i, j: j <= i, width).turned(90).moved(x=-width / 2)
