"""Closed solids, wound outwards: boxes, lathe work, prisms, tubes, ribbons.

Solids that touch are sunk a few millimetres into each other (`SINK`), so that no two faces lie in
one plane where they can be seen.
"""

import math

from .vectors import cross, dot, minus, plus, sine_cosine, times, unit

SINK = 0.004


class Solid:
    """Points, and faces (lists of point indices) wound outwards.

    `charts` are flat pieces of the surface for texture coordinates: lists of
    (face index, [(u, v), ...] in metres).
    """

    def __init__(self, points, faces, charts=()):
        self.points = points
        self.faces = faces
        self.charts = list(charts)

    def outward(self):
        """The same solid, its faces reversed if they look inwards."""
        volume = 0.0
        for face in self.faces:
            ax, ay, az = self.points[face[0]]
            for i in range(1, len(face) - 1):
                bx, by, bz = self.points[face[i]]
                cx, cy, cz = self.points[face[i + 1]]
                volume += ax * (by * cz - bz * cy) + ay * (bz * cx - bx * cz) + az * (bx * cy - by * cx)
        if volume >= 0:
            return self
        faces = [face[::-1] for face in self.faces]
        charts = [[(face, uvs[::-1]) for face, uvs in chart] for chart in self.charts]
        return Solid(self.points, faces, charts)

    def mapped(self, function):
        return Solid([function(*point) for point in self.points], self.faces, self.charts).outward()

    def moved(self, x=0.0, y=0.0, z=0.0):
        return self.mapped(lambda a, b, c: (a + x, b + y, c + z))

    def turned(self, degrees):
        """Turned about the y axis; a quarter turn takes +z to +x."""
        sine, cosine = sine_cosine(degrees)
        return self.mapped(lambda x, y, z: (x * cosine + z * sine, y, z * cosine - x * sine))

    def tilted(self, degrees):
        """Turned about the x axis; a positive angle leans the top backwards."""
        sine, cosine = sine_cosine(degrees)
        return self.mapped(lambda x, y, z: (x, y * cosine + z * sine, z * cosine - y * sine))

    def rolled(self, degrees):
        """Turned about the z axis; a quarter turn takes +y to -x."""
        sine, cosine = sine_cosine(degrees)
        return self.mapped(lambda x, y, z: (x * cosine - y * sine, x * sine + y * cosine, z))

    def stretched(self, x=1.0, y=1.0, z=1.0):
        return self.mapped(lambda a, b, c: (a * x, b * y, c * z))


def loft(rings):
    """Rings of equally many points joined by quads and closed at both ends.

    A first or last ring of one point is a pole.
    """
    points, starts = [], []
    for ring in rings:
        starts.append(len(points))
        points.extend(ring)
    faces, charts = [], []
    count = max(len(ring) for ring in rings)
    widest = max(rings, key=lambda ring: sum(math.dist(ring[i - 1], ring[i]) for i in range(len(ring))))
    around = [0.0]
    for i in range(count):
        around.append(around[-1] + math.dist(widest[i], widest[(i + 1) % count]))
    strip, along = [], 0.0
    for k in range(len(rings) - 1):
        low, high = rings[k], rings[k + 1]
        step = max(math.dist(low[i % len(low)], high[i % len(high)]) for i in range(count))
        for i in range(count):
            j = (i + 1) % count
            corners = [(low, k, i, 0), (low, k, j, 0), (high, k + 1, j, 1), (high, k + 1, i, 1)]
            face, uvs = [], []
            for corner, (ring, index, at, level) in enumerate(corners):
                point = starts[index] + at % len(ring)
                if point not in face:
                    face.append(point)
                    uvs.append((around[i + (corner in (1, 2))], along + level * step))
            strip.append((len(faces), uvs))
            faces.append(face)
        along += step
    charts.append(strip)
    for index, reverse in [(0, True), (len(rings) - 1, False)]:
        if len(rings[index]) > 1:
            cap = list(range(starts[index], starts[index] + count))
            cap = cap[::-1] if reverse else cap
            charts.append([(len(faces), flattened([points[i] for i in cap]))])
            faces.append(cap)
    return Solid(points, faces, charts).outward()


def flattened(polygon):
    """A plane polygon's corners in the plane's own coordinates, its longest side along u."""
    longest = max(range(len(polygon)), key=lambda i: math.dist(polygon[i - 1], polygon[i]))
    origin = polygon[longest - 1]
    u = unit(minus(polygon[longest], origin))
    normal = (0.0, 0.0, 0.0)
    for i in range(1, len(polygon) - 1):
        normal = plus(normal, cross(minus(polygon[i], polygon[0]), minus(polygon[i + 1], polygon[0])))
    v = cross(unit(normal), u)
    return [(dot(minus(p, origin), u), dot(minus(p, origin), v)) for p in polygon]


def box(width, height, depth, x=0.0, y=0.0, z=0.0):
    """A box whose footprint is centred on (x, z) and whose bottom is at y."""
    return block(x - width / 2, x + width / 2, y, y + height, z - depth / 2, z + depth / 2)


def block(x0, x1, y0, y1, z0, z1):
    """A box between six planes."""
    return loft([[(x0, y, z0), (x1, y, z0), (x1, y, z1), (x0, y, z1)] for y in (y0, y1)])


def soft_box(width, height, depth, radius, x=0.0, y=0.0, z=0.0, steps=1):
    """A box with rounded edges: cushions, mattresses, enamel."""
    rings = []
    for k in range(steps + 1):
        sine, cosine = sine_cosine(90 * k / steps)
        rings.append((radius * (1 - sine) * 0.9, radius * (1 - cosine)))
    rings += [(inset, height - rise) for inset, rise in reversed(rings)]
    return loft(
        [
            [
                (px + x, y + rise, pz + z)
                for px, pz in rounded_rectangle(width - 2 * inset, depth - 2 * inset, radius * 1.2 - inset, steps)
            ]
            for inset, rise in rings
        ]
    )


def rounded_rectangle(width, depth, radius, steps=2):
    points = []
    radius = min(radius, width * 0.49, depth * 0.49)
    for quarter, (sx, sz) in enumerate([(1, 1), (-1, 1), (-1, -1), (1, -1)]):
        for k in range(steps + 1):
            sine, cosine = sine_cosine(90 * quarter + 90 * k / steps)
            points.append((sx * (width / 2 - radius) + radius * cosine, sz * (depth / 2 - radius) + radius * sine))
    return points


def circle(radius, segments, y=0.0):
    if radius == 0:
        return [(0.0, y, 0.0)]
    angles = [sine_cosine(360 * i / segments) for i in range(segments)]
    return [(radius * cosine, y, radius * sine) for sine, cosine in angles]


def lathe(profile, segments=10):
    """A turned solid: (radius, height) pairs from bottom to top; radius 0 is allowed at the ends."""
    return loft([circle(radius, segments, y) for radius, y in profile])


def cylinder(radius, height, x=0.0, y=0.0, z=0.0, segments=10):
    return lathe([(radius, 0), (radius, height)], segments).moved(x, y, z)


def ball(radius, x=0.0, y=0.0, z=0.0, segments=8):
    """A sphere around (x, y, z)."""
    rings = segments // 2
    profile = [
        (radius * sine, -radius * cosine) for sine, cosine in (sine_cosine(180 * k / rings) for k in range(rings + 1))
    ]
    profile[0], profile[-1] = (0, -radius), (0, radius)
    return lathe(profile, segments).moved(x, y, z)


def prism(outline, z0, z1):
    """A convex outline of (x, y) pairs drawn out along z."""
    return loft([[(x, y, z) for x, y in outline] for z in (z0, z1)])


def beam(start, end, width, height):
    """A straight bar with upright ends, for rails and rafters that climb."""
    dx, dz = end[0] - start[0], end[2] - start[2]
    run = math.hypot(dx, dz)
    side = (-dz / run * width / 2, 0.0, dx / run * width / 2)
    up = (0.0, height / 2, 0.0)
    return loft(
        [
            [plus(plus(p, times(side, s)), times(up, u)) for s, u in [(-1, -1), (1, -1), (1, 1), (-1, 1)]]
            for p in (start, end)
        ]
    )


def tube(path, radius, normal, segments=6):
    """A round bar along a path in the plane with the given unit normal."""
    rings = []
    for i, point in enumerate(path):
        before, after = path[max(i - 1, 0)], path[min(i + 1, len(path) - 1)]
        side = cross(unit(minus(after, before)), normal)
        rings.append(
            [
                plus(point, plus(times(normal, radius * cosine), times(side, radius * sine)))
                for sine, cosine in (sine_cosine(360 * k / segments) for k in range(segments))
            ]
        )
    return loft(rings)


def ribbon(path, thickness, height, y=0.0):
    """An upright band that follows a path of (x, z) pairs: curtains, curved backs."""
    left, right = [], []
    for i, (x, z) in enumerate(path):
        (ax, az), (bx, bz) = path[max(i - 1, 0)], path[min(i + 1, len(path) - 1)]
        run = math.hypot(bx - ax, bz - az)
        nx, nz = -(bz - az) / run * thickness / 2, (bx - ax) / run * thickness / 2
        left.append((x + nx, z + nz))
        right.append((x - nx, z - nz))
    return loft(
        [
            [(lx, y, lz), (rx, y, rz), (rx, y + height, rz), (lx, y + height, lz)]
            for (lx, lz), (rx, rz) in zip(left, right)
        ]
    )
