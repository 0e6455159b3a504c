#!/usr/bin/env python3
"""Writes the scenes of this folder: dollhouse.obj, room.obj, facade.obj and chair.obj.

    python3 make_scenes.py [FOLDER]

Needs nothing but Python 3.9. The same script always writes the same bytes.

Units are metres, y is up and the viewer stands on the side of +z. Furniture is built around the
origin: footprint centred, feet at y = 0, front towards +z; `place` then moves it into its room.

Every solid is closed and wound outwards. Solids that touch are sunk a few millimetres into each
other (`SINK`), so that no two faces lie in one plane where they can be seen.

Licence of this script and of all it writes: CC0-1.0.
"""

import json
import math
import pathlib
import sys

SINK = 0.004


# ---------------------------------------------------------------------------- solids


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


def sine_cosine(degrees):
    exact = {0: (0.0, 1.0), 90: (1.0, 0.0), 180: (0.0, -1.0), 270: (-1.0, 0.0)}
    angle = degrees % 360
    return exact.get(angle, (math.sin(math.radians(angle)), math.cos(math.radians(angle))))


def length(a, b):
    return math.dist(a, b)


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
    widest = max(rings, key=lambda ring: sum(length(ring[i - 1], ring[i]) for i in range(len(ring))))
    around = [0.0]
    for i in range(count):
        around.append(around[-1] + length(widest[i], widest[(i + 1) % count]))
    strip, along = [], 0.0
    for k in range(len(rings) - 1):
        low, high = rings[k], rings[k + 1]
        step = max(length(low[i % len(low)], high[i % len(high)]) for i in range(count))
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
    """A plane polygon's corners in the plane's own coordinates."""
    origin, second = polygon[0], polygon[1]
    u = unit(minus(second, origin))
    normal = (0.0, 0.0, 0.0)
    for i in range(1, len(polygon) - 1):
        normal = plus(normal, cross(minus(polygon[i], origin), minus(polygon[i + 1], origin)))
    v = cross(unit(normal), u)
    return [(dot(minus(p, origin), u), dot(minus(p, origin), v)) for p in polygon]


def minus(a, b):
    return tuple(x - y for x, y in zip(a, b))


def plus(a, b):
    return tuple(x + y for x, y in zip(a, b))


def times(a, factor):
    return tuple(x * factor for x in a)


def dot(a, b):
    return sum(x * y for x, y in zip(a, b))


def cross(a, b):
    return (a[1] * b[2] - a[2] * b[1], a[2] * b[0] - a[0] * b[2], a[0] * b[1] - a[1] * b[0])


def unit(a):
    return times(a, 1 / math.sqrt(dot(a, a)))


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
    return loft([
        [(px + x, y + rise, pz + z)
         for px, pz in rounded_rectangle(width - 2 * inset, depth - 2 * inset, radius * 1.2 - inset, steps)]
        for inset, rise in rings])


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
    profile = [(radius * sine, -radius * cosine) for sine, cosine in
               (sine_cosine(180 * k / rings) for k in range(rings + 1))]
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
    return loft([
        [plus(plus(p, times(side, s)), times(up, u)) for s, u in [(-1, -1), (1, -1), (1, 1), (-1, 1)]]
        for p in (start, end)])


def tube(path, radius, normal, segments=6):
    """A round bar along a path in the plane with the given unit normal."""
    rings = []
    for i, point in enumerate(path):
        before, after = path[max(i - 1, 0)], path[min(i + 1, len(path) - 1)]
        side = cross(unit(minus(after, before)), normal)
        rings.append([plus(point, plus(times(normal, radius * cosine), times(side, radius * sine)))
                      for sine, cosine in (sine_cosine(360 * k / segments) for k in range(segments))])
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
    return loft([[(lx, y, lz), (rx, y, rz), (rx, y + height, rz), (lx, y + height, lz)]
                 for (lx, lz), (rx, rz) in zip(left, right)])


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


# ---------------------------------------------------------------------------- scenes


class Part:
    """One named object: a colour (which becomes a material of the same name) and its solids."""

    def __init__(self, name, color, *solids):
        self.name = name
        self.material = name
        self.color = color
        self.solids = list(solids)

    def mapped(self, function, suffix=""):
        part = Part(self.name + suffix, self.color, *[function(solid) for solid in self.solids])
        part.material = self.material
        return part


def place(parts, x=0.0, y=0.0, z=0.0, turn=0, number=None):
    """The parts turned and moved; a number tells repeated pieces apart, which share materials."""
    suffix = "" if number is None else f"_{number}"
    return [part.mapped(lambda solid: solid.turned(turn).moved(x, y, z), suffix) for part in parts]


class Scene:
    def __init__(self, name, comment):
        self.name = name
        self.comment = comment
        self.parts = []

    def add(self, *parts):
        for part in parts:
            self.parts.extend(part if isinstance(part, list) else [part])

    def write(self, folder, with_uvs=False):
        materials = {}
        for part in self.parts:
            if materials.setdefault(part.material, part.color) != part.color:
                # Another colour than its siblings: a material of its own.
                part.material = part.name
                materials[part.material] = part.color
        names = [part.name for part in self.parts]
        if len(set(names)) != len(names):
            raise ValueError(f"a name occurs twice in {self.name}")
        lines = [f"# {self.comment}", "# Made by make_scenes.py. Licence: CC0-1.0.", f"mtllib {self.name}.mtl"]
        uvs = pack([solid for part in self.parts for solid in part.solids]) if with_uvs else None
        first_point, first_uv = 1, 1
        for part in self.parts:
            lines += [f"o {part.name}", f"usemtl {part.material}"]
            faces = []
            for solid in part.solids:
                lines += ["v " + " ".join(number(value) for value in point) for point in solid.points]
                corners = [[str(first_point + i) for i in face] for face in solid.faces]
                if uvs:
                    for chart in uvs.pop(0):
                        for face, coordinates in chart:
                            lines += [f"vt {number(u)} {number(v)}" for u, v in coordinates]
                            corners[face] = [f"{c}/{first_uv + k}" for k, c in enumerate(corners[face])]
                            first_uv += len(coordinates)
                faces += ["f " + " ".join(face) for face in corners]
                first_point += len(solid.points)
            lines += faces
        write_text(folder / f"{self.name}.obj", lines)
        lines = ["# Made by make_scenes.py. Licence: CC0-1.0."]
        for material, color in materials.items():
            red, green, blue = (int(color[i:i + 2], 16) / 255 for i in (1, 3, 5))
            lines += ["", f"newmtl {material}", f"Kd {red:.4f} {green:.4f} {blue:.4f}",
                      "Ka 0 0 0", "Ks 0 0 0", "d 1", "illum 1"]
        write_text(folder / f"{self.name}.mtl", lines)


def pack(solids, margin=0.006):
    """Texture coordinates in [0, 1] for the charts of all solids: shelves, the tallest chart first."""
    boxes = []
    for s, solid in enumerate(solids):
        for c, chart in enumerate(solid.charts):
            us = [u for _, uvs in chart for u, _ in uvs]
            vs = [v for _, uvs in chart for _, v in uvs]
            width, height = max(us) - min(us), max(vs) - min(vs)
            boxes.append((s, c, min(us), min(vs), width, height, height > width))
    boxes.sort(key=lambda b: (-min(b[4], b[5]), -max(b[4], b[5]), b[0], b[1]))
    area = sum((b[4] + margin) * (b[5] + margin) for b in boxes)
    side = math.sqrt(area)
    while (places := shelves(boxes, side, margin)) is None:
        side *= 1.01
    result = [[None] * len(solid.charts) for solid in solids]
    for (s, c, u0, v0, _, _, lying), (x, y) in zip(boxes, places):
        result[s][c] = [
            (face, [((x + (v - v0)) / side, (y + (h - (u - u0))) / side) if lying
                    else ((x + u - u0) / side, (y + v - v0) / side)
                    for u, v in uvs])
            for face, uvs in solids[s].charts[c] for h in [boxes_width(boxes, s, c)]]
    return result


def boxes_width(boxes, solid, chart):
    return next(b[4] for b in boxes if b[0] == solid and b[1] == chart)


def shelves(boxes, side, margin):
    """Where the boxes go, lying down, in rows of a square; None if it is too small."""
    places, x, y, row = [], margin, margin, 0.0
    for *_, width, height, lying in boxes:
        if lying:
            width, height = height, width
        if x + width + margin > side:
            x, y, row = margin, y + row + margin, 0.0
        if x + width + margin > side or y + height + margin > side:
            return None
        places.append((x, y))
        x += width + margin
        row = max(row, height)
    return places


def number(value):
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_text(path, lines):
    path.write_text("\n".join(lines) + "\n", encoding="utf-8", newline="\n")


def write_camera(path, **camera):
    path.write_text(json.dumps(camera) + "\n", encoding="utf-8", newline="\n")


# ---------------------------------------------------------------------------- fittings


def window(width, height, wall_thickness, sill=True, curtain=None, rows=2):
    """A window for an opening of a wall whose inner face is the plane z = 0; lower edge at y = 0."""
    border, middle = 0.07, -wall_thickness / 2
    outer = rectangle(-width / 2 - SINK, width / 2 + SINK, -SINK, height + SINK)
    inner = rectangle(-width / 2 + border, width / 2 - border, border, height - border)
    bars = [box(0.045, height - border, 0.05, y=border / 2, z=middle)]
    for k in range(1, rows):
        bars.append(box(width - border, 0.04, 0.042, y=height * k / rows - 0.02, z=middle))
    parts = [
        Part("window_frame", "#f4efe4", frame(outer, inner, middle - 0.04, middle + 0.04), *bars),
        Part("window_glass", "#b9dcec",
             box(width - border, height - border, 0.012, y=border / 2, z=middle)),
        Part("window_casing", "#e9e0cf",
             rectangular_frame(width - 0.02, height - 0.02, 0.09, -SINK, 0.03, y=0.01)),
    ]
    if sill:
        parts.append(Part("window_sill", "#f7f3ea", box(width + 0.24, 0.05, 0.2, y=-0.055, z=0.06)))
    if curtain:
        parts += curtains(width, height, curtain)
    return parts


def curtains(width, height, color):
    """Two gathered curtains on a rod with knobs."""
    solids = []
    for side in (-1, 1):
        path = [(side * (width / 2 + 0.2 - 0.34 * k / 12), 0.11 + 0.035 * sine_cosine(90 * k)[0]) for k in range(13)]
        solids.append(ribbon(path, 0.025, height + 0.42, y=-0.25))
    reach, y = width / 2 + 0.26, height + 0.2
    rod = tube([(-reach, y, 0.11), (reach, y, 0.11)], 0.018, (0.0, 0.0, 1.0))
    knobs = [ball(0.04, side * reach, y, 0.11, segments=6) for side in (-1, 1)]
    return [Part("curtain", color, *solids), Part("curtain_rod", "#8c6a43", rod, *knobs)]


def door(width, height, color="#7d5a3c"):
    """A panelled door, closed, its back against the plane z = 0."""
    panels = [box(width * 0.62, tall, 0.03, y=bottom, z=0.05)
              for bottom, tall in [(height * 0.09, height * 0.34), (height * 0.53, height * 0.36)]]
    return [
        Part("door_leaf", color, box(width, height, 0.05, z=0.02), *panels),
        Part("door_handle", "#d7b25a", ball(0.045, width * 0.41, height * 0.48, 0.085),
             cylinder(0.018, 0.05, segments=8).tilted(-90).moved(width * 0.41, height * 0.48, 0.04)),
        Part("door_casing", "#efe6d6", doorway_casing(width, height)),
    ]


def doorway_casing(width, height, border=0.11, depth=0.06):
    """An upturned U around a door: one solid."""
    half = width / 2
    us = [-half - border, -half + 0.01, half - 0.01, half + border]
    return cells(us, [0, height - 0.01, height + border], lambda i, j: j == 1 or i != 1, depth + SINK).moved(z=-SINK)


def picture(width, height, color):
    """A framed picture whose back is the plane z = 0, centred on the origin."""
    return [
        Part("picture_frame", "#a97f45", rectangular_frame(width, height, 0.05, -SINK, 0.045, y=-height / 2)),
        Part("picture_canvas", color, box(width + 0.02, height + 0.02, 0.024, y=-height / 2 - 0.01, z=0.008)),
    ]


def pendant_lamp(drop, color):
    """A lamp that hangs from the ceiling at y = 0."""
    shade = [(0, 0.17), (0.05, 0.17), (0.2, -0.02), (0.235, -0.02), (0.24, 0.0), (0.08, 0.2), (0, 0.21)]
    return [
        Part("pendant_shade", color, lathe(shade).moved(y=-drop)),
        Part("pendant_bulb", "#fff3c4", ball(0.075, y=-drop + 0.03, segments=8)),
        Part("pendant_cord", "#4b443c", cylinder(0.014, drop - 0.19, y=-drop + 0.2, segments=6),
             cylinder(0.06, 0.03 + SINK, y=-0.03, segments=8)),
    ]


def rug(name, color, width, depth, border_color):
    """A carpet with a raised border."""
    outer = rectangle(-width / 2, width / 2, -depth / 2, depth / 2)
    inner = rectangle(-width / 2 + 0.12, width / 2 - 0.12, -depth / 2 + 0.12, depth / 2 - 0.12)
    border = frame(outer, inner, -SINK, 0.03).tilted(90)
    return [
        Part(name, color, box(width - 0.2, 0.02 + SINK, depth - 0.2, y=-SINK)),
        Part(name + "_border", border_color, border),
    ]


# ---------------------------------------------------------------------------- furniture


def legs(width, depth, height, thickness, turned=False, segments=6):
    """Four legs under a top at `height`, sunk into it and into the floor."""
    solids = []
    for sx in (-1, 1):
        for sz in (-1, 1):
            x, z = sx * (width - thickness) / 2, sz * (depth - thickness) / 2
            if turned:
                r = thickness / 2
                profile = [(r * 0.75, -SINK), (r * 0.55, height * 0.2), (r, height * 0.6), (r * 0.7, height * 0.8),
                           (r, height + 2 * SINK)]
                solids.append(lathe(profile, segments).moved(x, 0, z))
            else:
                solids.append(box(thickness, height + 3 * SINK, thickness, x, -SINK, z))
    return solids


def sofa(width=1.9, color="#b5523f", name="sofa", seats=2):
    depth, arm = 0.88, 0.2
    inner = width - 2 * arm
    seat = inner / seats
    cushions = [soft_box(seat - 0.012, 0.17, depth - 0.24, 0.05, (k - (seats - 1) / 2) * seat, 0.28, 0.09)
                for k in range(seats)]
    backs = [soft_box(seat - 0.03, 0.44, 0.2, 0.07, steps=2).tilted(12).moved((k - (seats - 1) / 2) * seat, 0.42, -0.17)
             for k in range(seats)]
    return [
        Part(name + "_frame", color,
             box(inner + 0.1, 0.2, depth - 0.1, y=0.1),
             soft_box(inner + 0.1, 0.72, 0.2, 0.08, y=0.12, z=-depth / 2 + 0.1),
             *[soft_box(arm, 0.5, depth, 0.085, s * (inner + arm) / 2, 0.1) for s in (-1, 1)]),
        Part(name + "_cushions", lighter(color, 0.25), *cushions, *backs),
        Part(name + "_feet", "#5b4330", *legs(width - 0.1, depth - 0.12, 0.11, 0.07)),
    ]


def throw_pillow(name, color, size=0.38):
    return [Part(name, color, soft_box(size, size, 0.15, 0.07, steps=2).tilted(20))]


def lighter(color, amount):
    values = [int(color[i:i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(v + (255 - v) * amount):02x}" for v in values)


def coffee_table():
    return [
        Part("coffee_table_top", "#9a6b3f", soft_box(1.0, 0.06, 0.56, 0.028, y=0.38)),
        Part("coffee_table_legs", "#7b5230", *legs(0.8, 0.38, 0.38, 0.07, turned=True),
             box(0.76, 0.03, 0.34, y=0.13)),
    ]


def table(width, depth, name="table", color="#b98a55"):
    return [
        Part(name + "_top", color, soft_box(width, 0.06, depth, 0.028, y=0.7)),
        Part(name + "_legs", lighter(color, 0.2), *legs(width - 0.16, depth - 0.16, 0.7, 0.09, turned=True),
             box(width - 0.26, 0.1, depth - 0.26, y=0.62)),
    ]


def chair(name="chair", color="#c98f4e", cushion="#d9694f", segments=6, steps=1):
    """A farmhouse chair with turned legs and a slatted, leaning back."""
    posts = [lathe([(0.022, 0), (0.026, 0.2), (0.022, 0.42), (0.03, 0.47), (0.012, 0.53)], segments)
             .tilted(9).moved(s * 0.18, 0.43, -0.18) for s in (-1, 1)]
    slats = []
    for y in (0.58, 0.7, 0.82):
        lean = -0.18 - (y - 0.4) * 0.158
        path = [(x, lean - 0.03 * (1 - (x / 0.185) ** 2)) for x in (-0.185, -0.07, 0.07, 0.185)]
        slats.append(ribbon(path, 0.018, 0.075, y))
    return [
        Part(name + "_seat", color, soft_box(0.46, 0.045, 0.44, 0.02, y=0.41, steps=steps)),
        Part(name + "_legs", lighter(color, 0.12), *legs(0.42, 0.4, 0.41, 0.055, True, segments),
             box(0.36, 0.025, 0.02, y=0.16, z=0.17),
             *[box(0.02, 0.025, 0.34, s * 0.18, 0.21) for s in (-1, 1)]),
        Part(name + "_back", lighter(color, 0.06), *posts, *slats),
        Part(name + "_cushion", cushion, soft_box(0.38, 0.06, 0.36, 0.028, y=0.45, z=0.015, steps=steps)),
    ]


def bookshelf(width=0.8, height=1.85, depth=0.3):
    """Shelves full of books of many sizes; three materials take turns."""
    board, shelves_count = 0.035, 4
    case = [box(board, height, depth, s * (width - board) / 2, -SINK) for s in (-1, 1)]
    case += [box(width + 0.06, 0.05, depth + 0.05, y=height - 0.01),
             box(width - board, 0.08, depth - 0.03, y=-SINK),
             box(width - board, height - 0.05, 0.02, y=0.02, z=-depth / 2 + 0.014)]
    gap = (height - 0.09) / shelves_count
    case += [box(width - board, board, depth - 0.02, y=0.055 + k * gap) for k in range(1, shelves_count)]
    books = {"books_red": [], "books_green": [], "books_blue": []}
    count = 0
    for k in range(shelves_count):
        bottom = (0.076 if k == 0 else 0.055 + board + k * gap) - SINK
        x = -width / 2 + board + 0.012
        while True:
            thickness = 0.035 + 0.013 * (count * 7 % 5)
            if x + thickness > width / 2 - board - 0.01 - (0.12 if k % 2 else 0):
                break
            tall = gap * (0.62 + 0.06 * (count * 5 % 4))
            books[list(books)[(count * 5 + count // 4) % 3]].append(
                box(thickness - 0.005, tall, depth * (0.6 + 0.05 * (count % 3)), x + thickness / 2, bottom, 0.01))
            x += thickness
            count += 1
    colors = {"books_red": "#a63d38", "books_green": "#557a52", "books_blue": "#41618c"}
    return [Part("bookshelf_case", "#84593a", *case)] + [Part(n, colors[n], *s) for n, s in books.items()]


def floor_lamp():
    return [
        Part("floor_lamp_stand", "#5a4a3a", lathe(
            [(0.17, -SINK), (0.17, 0.02), (0.05, 0.05), (0.02, 0.09), (0.016, 1.3), (0.04, 1.33), (0.014, 1.36),
             (0.014, 1.62), (0.0, 1.64)], 8)),
        Part("floor_lamp_shade", "#f2dca0", lampshade(0.26, 0.15, 0.34).moved(y=1.32)),
    ]


def lampshade(bottom, top, height):
    """A hollow shade, closed above."""
    return lathe([(0, height - 0.03), (top - 0.02, height - 0.03), (bottom - 0.02, 0), (bottom, 0), (top, height),
                  (0, height)], 12)


def table_lamp():
    return [
        Part("table_lamp_foot", "#4f7f86", lathe(
            [(0.07, -SINK), (0.075, 0.02), (0.03, 0.04), (0.075, 0.11), (0.08, 0.14), (0.02, 0.21), (0.015, 0.32),
             (0, 0.33)])),
        Part("table_lamp_shade", "#f6e3b2", lampshade(0.15, 0.09, 0.2).moved(y=0.2)),
    ]


def plant(name="plant", height=0.95):
    """A pot with a fountain of broad leaves."""
    leaves = []
    for k in range(10):
        angle = 137.5 * k
        lean = 12 + 40 * (k / 9)
        size = (height - 0.3) * (1 - 0.3 * k / 9)
        leaves.append(leaf(size, 0.085).tilted(-lean).turned(angle).moved(y=0.27))
    return [
        Part(name + "_pot", "#c8693f", lathe(
            [(0.13, -SINK), (0.19, 0.28), (0.215, 0.28), (0.215, 0.34), (0.17, 0.34), (0.16, 0.29), (0, 0.29)], 12)),
        Part(name + "_leaves", "#4f8a4a", *leaves),
    ]


def leaf(length_, half_width):
    """A lens-shaped blade from the origin upwards, bent towards +z."""
    rings = []
    for t, w in [(0.0, 0.14), (0.25, 0.6), (0.5, 1.0), (0.75, 0.75), (0.93, 0.25)]:
        y, z, w = t * length_, 0.25 * length_ * t * t, w * half_width
        rings.append([(-w, y, z + 0.2 * w), (0, y, z - 0.009), (w, y, z + 0.2 * w), (0, y, z + 0.009)])
    rings.append([(0, length_, 0.25 * length_)])
    return loft(rings)


def bed(width=1.45, depth=2.0):
    head = [(-width / 2 - 0.05, 0.0), (width / 2 + 0.05, 0.0), (width / 2 + 0.05, 0.95), (width * 0.3, 1.16), (0, 1.22),
            (-width * 0.3, 1.16), (-width / 2 - 0.05, 0.95)]
    foot = [(x, y * 0.55) for x, y in head]
    z = depth / 2
    return [
        Part("bed_frame", "#8a5a3c", prism(head, -z - 0.03, -z + 0.05), prism(foot, z - 0.05, z + 0.02),
             box(width, 0.2, depth - 0.06, y=0.16)),
        Part("bed_mattress", "#f3ead8", soft_box(width - 0.04, 0.22, depth - 0.12, 0.07, y=0.35)),
        Part("bed_quilt", "#6d8fb5", soft_box(width + 0.1, 0.3, depth * 0.62, 0.08, y=0.33, z=depth * 0.15 - 0.03, steps=2)),
        Part("bed_quilt_fold", "#dfe8f0", soft_box(width + 0.12, 0.33, 0.3, 0.09, y=0.32, z=-depth * 0.17 - 0.06)),
        Part("bed_pillows", "#fbf7ee",
             *[soft_box(width * 0.42, 0.17, 0.4, 0.075, steps=2).tilted(16).moved(s * width * 0.235, 0.58, -z + 0.26)
               for s in (-1, 1)]),
    ]


def cabinet(name, color, width, height, depth, doors, knob="#d7b25a", plinth=0.08):
    """A cupboard with doors (columns, rows) that stand proud of its front."""
    columns, rows = doors
    fronts, knobs = [], []
    for i in range(columns):
        for j in range(rows):
            w, h = width / columns, (height - plinth) / rows
            x, y = (i - (columns - 1) / 2) * w, plinth + j * h
            fronts.append(box(w - 0.03, h - 0.03, 0.03, x, y + 0.015, depth / 2 + 0.01))
            side = 1 if columns > 1 and i < columns / 2 else -1
            across = 0 if rows > 1 and columns == 1 else side * (w / 2 - 0.07)
            knobs.append(ball(0.026, x + across, y + h * 0.55, depth / 2 + 0.035, segments=6))
    return [
        Part(name + "_body", color, box(width, height - plinth / 2, depth, y=plinth / 2),
             box(width - 0.06, plinth, depth - 0.06, y=-SINK)),
        Part(name + "_fronts", lighter(color, 0.22), *fronts),
        Part(name + "_knobs", knob, *knobs),
    ]


def wardrobe(width=0.95):
    parts = cabinet("wardrobe", "#7e6a9a", width, 1.9, 0.55, (2, 1))
    parts.append(Part("wardrobe_cornice", "#6c598a", box(width + 0.1, 0.07, 0.62, y=1.855),
                      box(width + 0.04, 0.05, 0.58, y=1.91)))
    return parts


def stove():
    body = [
        Part("stove_body", "#e8e4da", box(0.62, 0.82, 0.6, y=0.06), box(0.56, 0.08, 0.54, y=-SINK)),
        Part("stove_oven_door", "#494d52", box(0.52, 0.42, 0.03, y=0.16, z=0.31)),
        Part("stove_hob", "#35383b", box(0.6, 0.03, 0.56, y=0.87),
             *[cylinder(0.1, 0.03, sx * 0.15, 0.89, sz * 0.13, 12) for sx in (-1, 1) for sz in (-1, 1)]),
        Part("stove_knobs", "#c43f32",
             *[cylinder(0.032, 0.05, segments=8).tilted(-90).moved(x, 0.75, 0.29) for x in (-0.21, -0.07, 0.07, 0.21)],
             tube([(-0.2, 0.61, 0.35), (0.2, 0.61, 0.35)], 0.018, (0.0, 0.0, 1.0)),
             *[box(0.025, 0.03, 0.06, s * 0.18, 0.595, 0.33) for s in (-1, 1)]),
        Part("pot", "#b5482f", lathe([(0.11, 0), (0.13, 0.03), (0.13, 0.14), (0.14, 0.15), (0.13, 0.17), (0.04, 0.2),
                                      (0.025, 0.22), (0.03, 0.24), (0, 0.25)]).moved(-0.15, 0.915, -0.13)),
        Part("kettle", "#7fa6ad", lathe([(0.09, 0), (0.11, 0.05), (0.09, 0.13), (0.03, 0.16), (0.02, 0.19), (0, 0.2)])
             .moved(0.15, 0.915, 0.13),
             tube([(0.24, 0.97, 0.13), (0.3, 1.03, 0.13), (0.32, 1.07, 0.13)], 0.018, (0.0, 0.0, 1.0))),
    ]
    return body


def hood(top):
    """A chimney hood above the stove, its flue reaching `top`."""
    flare = loft([[(sx * w, y, sz * d + shift) for sx, sz in [(-1, -1), (1, -1), (1, 1), (-1, 1)]]
                  for w, d, shift, y in [(0.36, 0.26, 0.03, 0), (0.36, 0.26, 0.03, 0.1), (0.13, 0.1, -0.1, 0.36)]])
    return [Part("hood", "#c9793f", flare, box(0.22, top - 0.34, 0.16, y=0.34, z=-0.1))]


def fridge():
    return [
        Part("fridge_body", "#9cc7b9", soft_box(0.66, 1.66, 0.6, 0.05, y=0.05), box(0.6, 0.1, 0.52, y=-SINK)),
        Part("fridge_doors", "#b4d9cd", soft_box(0.62, 1.0, 0.09, 0.035, y=0.1, z=0.3),
             soft_box(0.62, 0.5, 0.09, 0.035, y=1.14, z=0.3)),
        Part("fridge_handles", "#d8d8d8", *[box(0.035, h, 0.05, -0.23, y, 0.36)
                                            for y, h in [(0.62, 0.36), (1.22, 0.26)]]),
    ]


def counter(width, height=0.9, depth=0.58):
    doors = max(1, round(width / 0.45))
    return cabinet("counter", "#5f8a86", width, height - 0.05, depth, (doors, 1)) + [
        Part("worktop", "#d9c3a0", box(width + 0.02, 0.05, depth + 0.05, y=height - 0.055, z=0.02))]


def kitchen_sink():
    """A white sink on a worktop at y = 0, with a swan-necked tap."""
    bowl = frame(rectangle(-0.28, 0.28, -0.2, 0.2), rectangle(-0.22, 0.22, -0.14, 0.14), -SINK, 0.06).tilted(90)
    neck = [(0.0, 0.02 + 0.2 * t / 4, 0.0) for t in range(5)]
    neck += [(0.0, 0.22 + 0.09 * sine_cosine(30 * k)[0], 0.09 - 0.09 * sine_cosine(30 * k)[1]) for k in range(1, 6)]
    return [
        Part("sink_bowl", "#f2f2ee", bowl, box(0.5, 0.02, 0.34, y=-SINK)),
        Part("sink_tap", "#a9b3b8", tube([(x, y, z - 0.17) for x, y, z in neck], 0.02, (1.0, 0.0, 0.0)),
             *[cylinder(0.03, 0.07, s * 0.1, 0.03, -0.17, segments=10) for s in (-1, 1)]),
    ]


def dishes():
    """What stands on the kitchen table, on y = 0."""
    plate = [(0.07, -SINK), (0.13, 0.02), (0.13, 0.028), (0.07, 0.012), (0, 0.012)]
    mug = [(0.042, -SINK), (0.05, 0.1), (0.04, 0.1), (0.035, 0.02), (0, 0.02)]
    bowl = [(0.06, -SINK), (0.17, 0.1), (0.16, 0.105), (0.06, 0.02), (0, 0.02)]
    return [
        Part("plates", "#f5f1e8", *[lathe(plate).moved(x, 0, z) for x, z in [(-0.42, 0), (0.42, 0)]]),
        Part("mugs", "#4d7ea8", *[lathe(mug).moved(x, 0, z) for x, z in [(-0.34, 0.2), (0.34, -0.2)]]),
        Part("fruit_bowl", "#e3d3b8", lathe(bowl)),
        Part("fruit", "#d8452e", *[ball(0.062, x, y, z, 8) for x, y, z in
                                   [(-0.06, 0.09, 0.03), (0.06, 0.09, 0.04), (0.0, 0.09, -0.07), (0.0, 0.16, 0.0)]]),
    ]


def bathtub(width=1.65, depth=0.75):
    """A claw-footed tub with a rolled rim."""
    rings = []
    for inset, y in [(0.16, 0.16), (0.06, 0.26), (0.0, 0.55), (-0.035, 0.57), (-0.035, 0.61), (0.03, 0.61), (0.06, 0.55),
                     (0.12, 0.3), (0.2, 0.24)]:
        w, d = width - 2 * inset, depth - 2 * inset
        rings.append([(x, y, z) for x, z in rounded_rectangle(w, d, d * 0.49, steps=4)])
    feet = [lathe([(0.05, -SINK), (0.06, 0.03), (0.03, 0.08), (0.045, 0.22)], 6).moved(sx * 0.48, 0, sz * 0.17)
            for sx in (-1, 1) for sz in (-1, 1)]
    spout = [(0.0, 0.5, 0.0), (0.0, 0.75, 0.0), (0.03, 0.82, 0.0), (0.1, 0.84, 0.0), (0.15, 0.8, 0.0)]
    water = [[(x, y, z) for x, z in rounded_rectangle(width - 0.17, depth - 0.17, (depth - 0.17) * 0.49, steps=4)]
             for y in (0.44, 0.48)]
    return [
        Part("bathtub", "#f7f7f4", loft(rings)),
        Part("bathtub_feet", "#c9a24b", *feet),
        Part("bathtub_water", "#9fd3e0", loft(water)),
        Part("bathtub_tap", "#b9bfc2",
             tube([(x - width / 2 - 0.06, y, z) for x, y, z in spout], 0.025, (0.0, 0.0, 1.0))),
        Part("rubber_duck", "#f4c430", ball(0.1, 0.3, 0.54, 0.0, 10), ball(0.06, 0.22, 0.66, 0.0, 10)),
        Part("rubber_duck_beak", "#e07b28", lathe([(0.035, 0), (0.012, 0.05), (0, 0.055)], 8).rolled(90)
             .moved(0.17, 0.65, 0.0)),
    ]


def washbasin():
    basin = [(0.08, 0.62), (0.26, 0.74), (0.29, 0.82), (0.29, 0.86), (0.25, 0.86), (0.22, 0.78), (0, 0.72)]
    return [
        Part("washbasin", "#f4f5f3", lathe(basin, 14).stretched(z=0.8), lathe(
            [(0.15, -SINK), (0.14, 0.05), (0.08, 0.15), (0.075, 0.5), (0.12, 0.66)])),
        Part("washbasin_tap", "#b3babd", tube(
            [(0, 0.84, -0.18), (0, 0.97, -0.18), (0, 1.01, -0.15), (0, 1.0, -0.08)], 0.02, (1.0, 0.0, 0.0))),
    ]


def mirror(width=0.5, height=0.72):
    """An oval mirror whose back is the plane z = 0, centred on the origin."""
    def oval(w, h):
        return [(w / 2 * c, h / 2 * s) for s, c in (sine_cosine(18 * k) for k in range(20))]
    return [
        Part("mirror_frame", "#c9a24b", frame(oval(width + 0.12, height + 0.12), oval(width, height), -SINK, 0.05)),
        Part("mirror_glass", "#cfe3e8", prism(oval(width + 0.02, height + 0.02), -SINK, 0.02)),
    ]


def toilet():
    bowl = [(0.13, -SINK), (0.12, 0.1), (0.13, 0.2), (0.22, 0.36), (0.22, 0.4), (0.17, 0.4), (0.12, 0.3), (0, 0.25)]
    return [
        Part("toilet", "#f6f6f2", lathe(bowl, 14).stretched(z=1.15).moved(z=0.08),
             soft_box(0.46, 0.4, 0.2, 0.05, y=0.38, z=-0.24), box(0.2, 0.4, 0.24, y=-SINK, z=-0.19)),
        Part("toilet_lid", "#d9a86c", lathe([(0.225, 0), (0.225, 0.025), (0.2, 0.035), (0, 0.035)], 14)
             .stretched(z=1.15).tilted(82).moved(0, 0.63, -0.06)),
        Part("toilet_button", "#b9bfc2", cylinder(0.03, 0.03, 0, 0.77, -0.24, segments=10)),
    ]


def stool(name="stool", color="#d99a6c"):
    return [
        Part(name + "_seat", color, lathe([(0.15, 0.4), (0.17, 0.42), (0.17, 0.45), (0.15, 0.47), (0, 0.47)])),
        Part(name + "_legs", lighter(color, 0.3),
             *[cylinder(0.02, 0.43, segments=8).tilted(8).turned(120 * k).moved(
                 0.16 * sine_cosine(120 * k)[0], -SINK, 0.16 * sine_cosine(120 * k)[1]) for k in range(3)]),
    ]


def laundry_basket():
    bands = [(0.2, -SINK)]
    for k in range(4):
        bands += [(0.21 + 0.01 * k, 0.03 + 0.125 * k), (0.23 + 0.01 * k, 0.08 + 0.125 * k)]
    bands += [(0.25, 0.54), (0.22, 0.54), (0.2, 0.4), (0, 0.4)]
    return [
        Part("laundry_basket", "#c9a56b", lathe(bands)),
        Part("laundry", "#e8b7b0", ball(0.19, y=0.4), soft_box(0.26, 0.16, 0.2, 0.07, 0.03, 0.49, 0.02)),
    ]


def towel_rail(color="#e58f7b"):
    """A towel over a rail on a wall at z = 0; the rail at y = 0."""
    return [
        Part("towel_rail", "#b9bfc2", tube([(-0.36, 0, 0.09), (0.36, 0, 0.09)], 0.016, (0.0, 0.0, 1.0)),
             *[box(0.03, 0.03, 0.1 + SINK, s * 0.33, -0.015, 0.048) for s in (-1, 1)]),
        Part("towel", color, soft_box(0.5, 0.6, 0.08, 0.03, y=-0.55, z=0.09)),
    ]


def trunk():
    """A travel chest with a domed lid and straps."""
    def dome(radius):
        return [(radius * c, 0.38 + radius * 0.8 * s) for s, c in (sine_cosine(180 * k / 10) for k in range(11))]
    lid = prism(dome(0.28), -0.46, 0.46).turned(90)
    straps = [prism([(x * 1.05, y) for x, y in dome(0.29)], -0.04, 0.04).turned(90).moved(x=s * 0.28) for s in (-1, 1)]
    return [
        Part("trunk_body", "#7a4f2e", box(0.9, 0.36, 0.54, y=-SINK)),
        Part("trunk_lid", "#94643b", lid),
        Part("trunk_straps", "#c9a24b", *straps, *[box(0.07, 0.4, 0.57, s * 0.28, -SINK) for s in (-1, 1)]),
    ]


def teddy(color="#b27a45"):
    """A sitting bear."""
    return [
        Part("teddy", color,
             ball(0.16, y=0.15).stretched(y=1.1), ball(0.13, y=0.41, z=0.01, segments=10),
             *[ball(0.055, s * 0.1, 0.53, 0.0, 6) for s in (-1, 1)],
             *[ball(0.065, s * 0.17, 0.24, 0.06, 8) for s in (-1, 1)],
             *[lathe([(0, 0), (0.06, 0.02), (0.075, 0.1), (0.07, 0.2), (0, 0.24)], 8).tilted(-85).turned(s * 20)
               .moved(s * 0.09, 0.07, 0.06) for s in (-1, 1)]),
        Part("teddy_muzzle", "#e6c79a", ball(0.06, y=0.38, z=0.12, segments=8)),
        Part("teddy_face", "#2f2620", ball(0.022, y=0.4, z=0.175, segments=6),
             *[ball(0.018, s * 0.045, 0.45, 0.12, 6) for s in (-1, 1)]),
    ]


def toy_train():
    """A wooden engine with one wagon, along x."""
    def wheels(xs):
        return [cylinder(0.055, 0.04, segments=10).tilted(90).moved(x, 0.051, s * 0.1 + 0.02) for x in xs for s in (-1, 1)]
    return [
        Part("train_engine", "#3f6fae", box(0.4, 0.06, 0.17, y=0.06), box(0.14, 0.2, 0.16, -0.12, 0.11),
             cylinder(0.075, 0.25, segments=12).rolled(-90).moved(-0.07, 0.18, 0),
             lathe([(0.025, 0), (0.025, 0.07), (0.045, 0.12), (0, 0.12)], 10).moved(0.11, 0.24, 0)),
        Part("train_wagon", "#d9a441", box(0.3, 0.17, 0.17, -0.42, 0.06)),
        Part("train_wheels", "#b23a33", *wheels([-0.52, -0.32, -0.12, 0.12])),
        Part("train_roof", "#b23a33", box(0.18, 0.03, 0.2, -0.12, 0.305)),
    ]


def crate(name, color, size):
    rim = rectangular_frame(size - 0.08, size * 0.8 - 0.08, 0.045, -SINK, 0.02, y=0.04).moved(z=size / 2)
    return [Part(name, color, box(size, size * 0.8, size, y=-SINK), rim)]


def balustrade(run, height=0.85, name="balustrade", posts=(0, 1)):
    """Turned balusters along x from 0 to `run`, with posts at its ends (0 and 1)."""
    count = max(2, round(run / 0.19))
    profile = [(0.026, -SINK), (0.016, 0.2), (0.034, 0.42), (0.016, 0.62), (0.026, height - 0.05)]
    balusters = [lathe(profile, 6).moved(run * k / count) for k in range(1, count)]
    knobs = [ball(0.06, end * run, height + 0.09, segments=8) for end in posts]
    posts = [box(0.085, height + 0.06, 0.085, end * run, -SINK) for end in posts]
    rail = block(0.02, run - 0.02, height - 0.065, height, -0.035, 0.035)
    return [Part(name, "#f3e9d6", *balusters), Part(name + "_rail", "#8a5a3c", rail, *posts, *knobs)]


def potted_tree(name="topiary"):
    """A ball tree in a square tub."""
    return [
        Part(name + "_tub", "#8fa3b0", loft([[(sx * w, y, sz * w) for sx, sz in [(-1, -1), (1, -1), (1, 1), (-1, 1)]]
                                             for w, y in [(0.2, -SINK), (0.25, 0.42)]]),
             box(0.56, 0.06, 0.56, y=0.4)),
        Part(name + "_trunk", "#7a5a3c", cylinder(0.05, 0.7, y=0.44, segments=10)),
        Part(name + "_crown", "#4d8b4f", ball(0.4, y=1.4, segments=12), ball(0.25, y=1.96, segments=10)),
    ]


# ---------------------------------------------------------------------------- the doll's house

# Heights of the floors and ceilings, and the planes of the walls.
WALL = 0.16
GROUND, GROUND_CEILING = 0.22, 2.72
UPPER, UPPER_CEILING = 2.94, 5.38
ATTIC = 5.58
BACK, FRONT = -1.54, 1.5
HALF_WIDTH, PARTITION = 4.0, 0.45
LEFT_INNER, RIGHT_INNER = -HALF_WIDTH + WALL, HALF_WIDTH - WALL
PARTITION_LEFT, PARTITION_RIGHT = PARTITION - WALL / 2, PARTITION + WALL / 2
RIDGE, EAVES = 8.75, 5.5


def dollhouse():
    scene = Scene("dollhouse", "A furnished doll's house, open at the front (+z). Metres, y up.")
    scene.add(shell(), floors(), roof(), attic())
    scene.add(living_room(), kitchen(), bedroom(), bathroom())
    scene.add(place(potted_tree(), -4.6, 0.14, 0.95, number=1), place(potted_tree(), 4.6, 0.14, 0.95, number=2))
    return scene


def shell():
    """Base, outer walls with windows, and the partitions."""
    parts = [
        Part("base", "#7f9a63", block(-5.1, 5.1, 0.0, 0.14, -2.05, 1.8)),
        Part("terrace", "#b9ab97", block(-HALF_WIDTH - 0.12, HALF_WIDTH + 0.12, 0.1, 0.19, BACK - WALL - 0.12, FRONT + 0.14)),
    ]
    foot, top = 0.17, UPPER_CEILING + 0.08
    back = [(-1.28, 1.2, 1.25, 1.0), (1.5, 1.25, 1.0, 0.95), (-1.75, 4.05, 1.0, 0.9), (2.75, 4.1, 1.0, 0.85)]
    side = [(-0.1, 1.15, 1.0, 1.1), (-0.1, 3.85, 1.0, 1.1)]
    parts.append(Part("back_wall", "#ead9bd", wall(
        -HALF_WIDTH + 0.01, HALF_WIDTH - 0.01, top - foot, WALL, [(u, v - foot, w, h) for u, v, w, h in back])
        .moved(0, foot, BACK)))
    curtain_colors = ["#d98e73", None, "#8fa9c9", None]
    for k, (u, v, w, h) in enumerate(back):
        fitting = window(w, h, WALL, curtain=curtain_colors[k])
        if curtain_colors[k]:
            fitting = renamed(fitting, "curtain", "curtain_" + ["living_room", "", "bedroom"][k])
        parts += place(fitting, u, v, BACK, number=k + 1)
    for name, turn, x in [("left_wall", 90, LEFT_INNER), ("right_wall", 270, RIGHT_INNER)]:
        # A wall that is turned a quarter runs along -z (or +z), so its openings are mirrored.
        mirror = -1 if turn == 90 else 1
        ends = sorted([mirror * (BACK - WALL - 0.02), mirror * FRONT])
        openings = [(mirror * u, v - foot, w, h) for u, v, w, h in side]
        parts.append(Part(name, "#e3cfae", wall(*ends, top - foot, WALL, openings).turned(turn).moved(x, foot, 0)))
        for k, (u, v, w, h) in enumerate(side):
            fitting = place(window(w, h, WALL) + shutters(w, h), 0, v, 0, turn=turn)
            parts += place(fitting, x, 0, u, number=5 + k + (2 if turn == 270 else 0))
    parts += wallpaper("living_room", "#f0c98f", GROUND, GROUND_CEILING, -1, back[0], side[0])
    parts += wallpaper("kitchen", "#f3ecd9", GROUND, GROUND_CEILING, 1, back[1], side[0])
    parts += wallpaper("bedroom", "#d9c3d6", UPPER, UPPER_CEILING, -1, back[2], side[1])
    parts += wallpaper("bathroom", "#c4dfdf", UPPER, UPPER_CEILING, 1, back[3], side[1])
    arch = (-0.1, 0.0, 0.95, 2.05, True)
    for name, floor, ceiling, color in [("partition_ground", GROUND, GROUND_CEILING, "#e9c9a8"),
                                        ("partition_upper", UPPER, UPPER_CEILING, "#d7d3e3")]:
        mirrored = (-arch[0],) + arch[1:]
        parts.append(Part(name, color, wall(-FRONT + 0.01, -BACK + 0.015, ceiling - floor + 0.04, WALL, [mirrored])
                          .turned(90).moved(PARTITION_LEFT, floor - 0.02, 0)))
    return parts


def wallpaper(room, color, floor, ceiling, side, back_window, side_window):
    """Paper and skirting on the back wall and the outer side wall of a room."""
    thickness, bottom = 0.012, floor - 0.01
    ends = (LEFT_INNER + 0.002, PARTITION_LEFT + 0.01) if side < 0 else (PARTITION_RIGHT - 0.01, RIGHT_INNER - 0.002)
    turn, x = (90, LEFT_INNER) if side < 0 else (270, RIGHT_INNER)
    near, far = FRONT - 0.05, BACK + 0.006

    def paper(u0, u1, window):
        u, v, w, h = window
        return wall(u0, u1, ceiling - floor + 0.02, 0.012 + SINK, [(u, v - bottom, w + 0.02, h + 0.02)]).moved(0, bottom, 0.012)

    along = sorted([-side * -near, -side * -far]) if side > 0 else sorted([-near, -far])
    side_opening = (side * side_window[0],) + side_window[1:]
    return [
        Part(room + "_wallpaper", color, paper(*ends, back_window).moved(z=BACK),
             paper(*along, side_opening).turned(turn).moved(x=x)),
        Part(room + "_skirting", lighter(color, 0.5), block(*ends, floor - SINK, floor + 0.12, BACK, BACK + 0.03),
             block(*sorted([x - side * 0.03, x]), floor - SINK, floor + 0.115, BACK + 0.01, near - 0.02)),
    ]


def renamed(parts, old, new):
    """The parts with the material and name `old` called `new`."""
    for part in parts:
        if part.name == old:
            part.name = part.material = new
    return parts


def shutters(width, height):
    """A pair of louvred shutters outside a window whose wall's inner face is z = 0."""
    boards, slats = [], []
    for side in (-1, 1):
        x = side * (width * 0.75 + 0.02)
        boards.append(box(width / 2, height + 0.06, 0.04, x, -0.03, -WALL - 0.016))
        slats += [box(width / 2 - 0.1, 0.09, 0.03, x, 0.1 + k * (height - 0.06) / 4, -WALL - 0.045) for k in range(4)]
    return [Part("shutter", "#4f8077", *boards, *slats),
            Part("outer_sill", "#f7f3ea", box(width + 0.24, 0.05, 0.14, y=-0.055, z=-WALL - 0.05))]


def floors():
    """What one walks on and what hangs above."""
    left, right = LEFT_INNER - 0.01, RIGHT_INNER + 0.01
    hole = (LEFT_INNER + 0.92, 0.62)  # where the stairs come up: its right edge in x, its front edge in z
    slab_us = [left, hole[0], right]
    slab_vs = [BACK - 0.01, hole[1], FRONT - 0.015]
    slab = cells(slab_us, slab_vs, lambda i, j: not (i == 0 and j == 0), UPPER - 0.03 - GROUND_CEILING)
    parquet = cells([left + 0.02, hole[0] + 0.02, PARTITION], [BACK - 0.005, hole[1] + 0.02, FRONT - 0.03],
                    lambda i, j: not (i == 0 and j == 0), 0.05)
    parts = [
        Part("living_room_floor", "#b78352", block(left, PARTITION, 0.18, GROUND, BACK - 0.01, FRONT - 0.025)),
        Part("kitchen_floor", "#d8d2c4", block(PARTITION + 0.001, right, 0.18, GROUND, BACK - 0.01, FRONT - 0.025)),
        Part("upper_slab", "#f1ebdf", lying(slab, GROUND_CEILING)),
        Part("bedroom_floor", "#c99b66", lying(parquet, UPPER - 0.05)),
        Part("bathroom_floor", "#a9c4c6", block(PARTITION + 0.001, right - 0.02, UPPER - 0.05, UPPER, BACK - 0.005, FRONT - 0.03)),
        Part("attic_slab", "#f1ebdf", block(-HALF_WIDTH - 0.05, HALF_WIDTH + 0.05, UPPER_CEILING, ATTIC - 0.03,
                                            BACK - WALL - 0.05, FRONT + 0.03)),
        Part("attic_floor", "#9f7c55", block(-HALF_WIDTH + 0.2, HALF_WIDTH - 0.2, ATTIC - 0.05, ATTIC, BACK - 0.02, FRONT - 0.02)),
    ]
    steps, run = 13, 0.165
    rise = (UPPER - GROUND) / steps
    x, z = LEFT_INNER + 0.44, BACK + 0.02 + steps * run
    treads = [box(0.9, 0.035, run + 0.035, x, GROUND + (k + 1) * rise - 0.012, z - (k + 0.5) * run + 0.018)
              for k in range(steps)]
    runner = [box(0.5, 0.02, run - 0.02, x, GROUND + (k + 1) * rise + 0.015, z - (k + 0.5) * run + 0.02)
              for k in range(steps - 1)]
    parts += [
        Part("stairs", "#efe4d0", stairs(steps, rise, run, 0.86).moved(x, GROUND - SINK, z)),
        Part("stairs_treads", "#96633c", *treads),
        Part("stairs_runner", "#a8423c", *runner),
    ]
    return parts + stair_rails(x + 0.4, z, steps, rise, run, hole)


def stair_rails(x, z, steps, rise, run, hole):
    """A handrail beside the stairs, and balustrades around their opening in the upper floor."""
    posts = [lathe([(0.02, -0.03), (0.026, 0.1), (0.014, 0.25), (0.026, 0.5), (0.018, 0.72)], 6)
             .moved(x, GROUND + (k + 1) * rise + 0.02, z - (k + 0.5) * run) for k in range(1, steps - 3)]
    first, last = 0.5, steps - 3.5
    rail = beam((x, GROUND + (first + 0.5) * rise + 0.75, z - first * run),
                (x, GROUND + (last + 0.5) * rise + 0.75, z - last * run), 0.06, 0.07)
    newel = [box(0.11, 0.98, 0.11, x, GROUND + rise - 0.01, z - 0.5 * run), ball(0.075, x, GROUND + rise + 1.02, z - 0.5 * run)]
    parts = [Part("stair_balusters", "#f3e9d6", *posts), Part("stair_rail", "#8a5a3c", rail, *newel)]
    edge = hole[0] + 0.08
    long_side = hole[1] + 0.08 - (BACK + 0.95)
    parts += place(balustrade(long_side), edge, UPPER, hole[1] + 0.08, turn=90, number=1)
    parts += place(balustrade(edge - 0.05 - LEFT_INNER, posts=(0,)), LEFT_INNER + 0.05, UPPER, hole[1] + 0.08, number=2)
    return parts


def lying(solid, bottom):
    """A solid made in the plane (u, v) laid down: u stays x, v becomes z, thickness goes up."""
    return solid.mapped(lambda u, v, w: (u, bottom + w, v))


def roof():
    """Two tiled slopes, gable walls' boards, and a chimney."""
    slope = (RIDGE - EAVES) / HALF_WIDTH
    z0, z1 = BACK - WALL - 0.25, FRONT + 0.2
    reach = HALF_WIDTH + 0.55
    parts, courses = [], 9
    for side, name in [(-1, "left"), (1, "right")]:
        def at(x, lift):
            return (side * x, RIDGE - slope * x + lift)
        deck = [at(0.0, 0.0), at(reach, 0.0), at(reach, 0.2), at(0.0, 0.2)]
        parts.append(Part(f"roof_{name}", "#8a5a44", prism(deck, z0 + 0.04, z1 - 0.04)))
        tiles = []
        for k in range(courses):
            low, high = reach + 0.06 - k * reach / courses, reach - (k + 1) * reach / courses
            tiles.append(prism([at(low, 0.19), at(low, 0.3), at(high, 0.225), at(high, 0.19)],
                               z0 - 0.02 * (k % 2), z1 + 0.02 * (k % 2)))
        parts.append(Part(f"roof_tiles_{name}", "#b8573d", *tiles))
        board = [at(0.0, -0.12), at(reach + 0.02, -0.12), at(reach + 0.02, 0.16), at(0.0, 0.16)]
        parts.append(Part(f"bargeboard_{name}", "#f5efe2", prism(board, z1 - 0.06, z1 + 0.05)))
    parts.append(Part("roof_ridge", "#9c4a35", prism(
        [(0.24 * c, RIDGE + 0.1 + 0.34 * s) for s, c in (sine_cosine(180 * k / 6) for k in range(7))], z0 - 0.04, z1 + 0.04)))
    half, foot = HALF_WIDTH - 0.05, ATTIC - 0.06
    apex = foot + slope * half + 0.05
    corners = [(half, foot), (0.0, apex), (-half, foot)]
    hole = [(0.45 * c, 7.0 + 0.45 * s) for s, c in (sine_cosine(22.5 * k) for k in range(16))]
    edge = [ray_to(corners, (0.0, 7.0), point) for point in hole]
    for corner in corners:
        nearest = min(range(len(edge)), key=lambda i: math.dist(edge[i], corner))
        edge[nearest] = corner
    parts.append(Part("gable", "#ead9bd", frame(edge, hole, BACK - WALL, BACK)))
    ring = [[(r * c, 7.0 + r * s) for s, c in (sine_cosine(22.5 * k) for k in range(16))] for r in (0.53, 0.4)]
    cross_bars = [box(0.84, 0.05, 0.05, y=6.975, z=BACK - WALL / 2), box(0.05, 0.84, 0.042, y=6.58, z=BACK - WALL / 2)]
    parts += [
        Part("oculus_frame", "#f4efe4", frame(*ring, BACK - SINK, BACK + 0.04), *cross_bars),
        Part("oculus_glass", "#b9dcec", prism([(0.46 * c, 7.0 + 0.46 * s) for s, c in (sine_cosine(22.5 * k) for k in range(16))],
                                              BACK - WALL / 2 - 0.006, BACK - WALL / 2 + 0.006)),
        Part("chimney", "#a4523f", box(0.72, 8.9 - ATTIC + SINK, 0.72, 2.2, ATTIC - SINK, -1.05),
             box(0.88, 0.14, 0.88, 2.2, 8.62, -1.05), box(0.84, 0.1, 0.84, 2.2, 8.86, -1.05)),
        Part("chimney_pots", "#c8693f", *[lathe([(0.13, 0), (0.11, 0.3), (0.14, 0.32), (0.14, 0.38), (0.09, 0.38),
                                                 (0.09, 0.2), (0, 0.2)], 8).moved(2.2 + s * 0.17, 8.955, -1.05) for s in (-1, 1)]),
    ]
    return parts


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


def attic():
    parts = place(trunk(), -1.15, ATTIC, -0.75, turn=12)
    parts += place(teddy(), -0.15, ATTIC, 0.15, turn=-10)
    parts += place(toy_train(), 1.15, ATTIC, 0.75, turn=-8)
    parts += place(crate("crate_large", "#c39a63", 0.62), 1.3, ATTIC, -0.85, turn=8)
    parts += place(crate("crate_small", "#b08a5a", 0.44), 1.34, ATTIC + 0.62 * 0.8 - SINK, -0.85, turn=-14)
    parts += place(rug("attic_rug", "#8f6f8f", 2.3, 1.2, "#c9a9b9"), 0.2, ATTIC, 0.45)
    return parts


def living_room():
    y = GROUND
    parts = place(sofa(), -1.2, y, BACK + 0.5)
    parts += place(throw_pillow("pillow_yellow", "#e2b23e"), -1.72, y + 0.45, BACK + 0.52, turn=18)
    parts += place(throw_pillow("pillow_teal", "#3f8a8c"), -0.72, y + 0.45, BACK + 0.52, turn=-16)
    parts += place(sofa(0.95, "#4a7c79", "armchair", seats=1), -2.2, y, 0.62, turn=50)
    parts += place(coffee_table(), -0.95, y + 0.02, 0.42)
    parts += place(rug("living_room_rug", "#c9573f", 2.2, 1.3, "#ecd9b0"), -1.0, y, 0.42)
    parts += place(bookshelf(), -0.06, y, BACK + 0.17)
    parts += place(floor_lamp(), -2.5, y, BACK + 0.4)
    parts += place(plant(height=0.95), -0.22, y, 1.12)
    parts += place(dishes_for_tea(), -0.95, y + 0.46, 0.42)
    parts += place(pendant_lamp(0.55, "#e0a33c"), -1.1, GROUND_CEILING, 0.2, number=1)
    return parts


def dishes_for_tea():
    """A teapot and a pile of books for the coffee table."""
    pot = [(0.05, -SINK), (0.085, 0.03), (0.1, 0.08), (0.07, 0.14), (0.03, 0.15), (0.022, 0.18), (0, 0.185)]
    return [
        Part("teapot", "#5f8fb8", lathe(pot).moved(0.18, 0, 0),
             tube([(0.26, 0.06, 0), (0.31, 0.1, 0), (0.34, 0.15, 0)], 0.018, (0.0, 0.0, 1.0))),
        Part("pile_of_books", "#7a5aa0", box(0.3, 0.05, 0.22, -0.2, -SINK), box(0.26, 0.045, 0.2, -0.2, 0.045).turned(4)),
    ]


def kitchen():
    y, back = GROUND, BACK + 0.32
    parts = place(counter(1.75), 1.42, y, back)
    parts += place(kitchen_sink(), 1.5, y + 0.9 - 0.005, back + 0.02)
    parts += place(stove(), 2.64, y, back + 0.02)
    parts += place(hood(GROUND_CEILING - GROUND - 1.55 + SINK), 2.64, y + 1.55, BACK + 0.2)
    parts += place(fridge(), 3.4, y, back + 0.02)
    parts += place(table(1.3, 0.8, "kitchen_table"), 2.1, y, 0.5)
    parts += place(dishes(), 2.1, y + 0.76, 0.5)
    for k, (x, z, turn) in enumerate([(1.18, 0.45, 100), (3.02, 0.52, 258), (1.75, -0.13, 0), (2.45, -0.12, 4)]):
        parts += place(chair(), x, y, z, turn=turn, number=k + 1)
    parts += place(pendant_lamp(0.6, "#4f8f86"), 2.1, GROUND_CEILING, 0.5, number=2)
    parts += wall_shelf(0.93)
    return parts


def wall_shelf(x):
    """A shelf with jars on the back wall of the kitchen, left of the window."""
    jar = [(0.055, -SINK), (0.06, 0.02), (0.06, 0.12), (0.045, 0.14), (0.05, 0.15), (0.05, 0.175), (0, 0.175)]
    boards = [box(0.46, 0.035, 0.2, x - 0.07, y, BACK + 0.1 - SINK) for y in (1.62, 1.98)]
    jars = [lathe(jar, 8).moved(x - 0.2 + 0.18 * k, y + 0.035, BACK + 0.11) for y in (1.62, 1.98) for k in range(2)]
    return [Part("wall_shelf", "#96633c", *boards), Part("jars", "#dca75a", *jars)]


def bedroom():
    y = UPPER
    parts = place(bed(), -1.75, y, BACK + 1.09)
    parts += place(cabinet("nightstand", "#9a6b47", 0.4, 0.55, 0.4, (1, 2)), -0.78, y, BACK + 0.24)
    parts += place(table_lamp(), -0.78, y + 0.55, BACK + 0.22)
    parts += place(wardrobe(), -0.14, y, BACK + 0.3)
    parts += place(rug("bedroom_rug", "#d8a7a0", 1.3, 0.9, "#f0dfd0"), -0.45, y, 0.2)
    parts += place(cabinet("toy_chest", "#c77f4c", 0.75, 0.42, 0.4, (2, 1)), -0.1, y, 1.05)
    parts += place(stool("bedroom_stool", "#b5667a"), -0.72, y, 0.25)
    parts += place(picture(0.42, 0.5, "#6f9a8f"), -0.78, y + 1.5, BACK, number=1)
    parts += place(pendant_lamp(0.5, "#b5667a"), -1.3, UPPER_CEILING, 0.3, number=3)
    return parts


def bathroom():
    y = UPPER
    parts = place(bathtub(), 2.8, y, BACK + 0.55)
    parts += place(washbasin(), 0.98, y, BACK + 0.24)
    parts += place(mirror(), 0.98, y + 1.45, BACK)
    parts += place(toilet(), 1.66, y, BACK + 0.38)
    parts += place(laundry_basket(), 3.42, y, 0.55)
    parts += place(stool("bathroom_stool", "#7fae9f"), 1.15, y, 0.62)
    parts += place(rug("bath_mat", "#7fb0c9", 1.2, 0.7, "#e6eef0"), 2.45, y, 0.35)
    parts += place(towel_rail(), 1.72, y + 1.55, BACK)
    parts += place(pendant_lamp(0.45, "#8fb8c4"), 2.2, UPPER_CEILING, 0.2, number=4)
    return parts


# ---------------------------------------------------------------------------- the room


def room():
    """A living room seen from inside; every wall, the floor and the ceiling are there."""
    scene = Scene("room", "A living room to be seen from inside (camera: room.camera.json). Metres, y up.")
    half_x, half_z, height = 2.6, 2.3, 2.65
    window_opening, door_opening = (-0.55, 0.95, 1.5, 1.25), (0.9, 0.0, 0.9, 2.05)
    scene.add(
        Part("floor", "#b88a58", block(-half_x - 0.1, half_x + 0.1, -0.1, 0.0, -half_z - 0.1, half_z + 0.1)),
        Part("ceiling", "#f5f1e8", block(-half_x - 0.1, half_x + 0.1, height, height + 0.1, -half_z - 0.1, half_z + 0.1)),
        Part("wall_back", "#dfe3cf", wall(-half_x - 0.02, half_x + 0.02, height + 0.04, WALL, [shifted(window_opening, 0.02)])
             .moved(0, -0.02, -half_z)),
        Part("wall_front", "#dfe3cf", wall(-half_x - 0.02, half_x + 0.02, height + 0.04, WALL)
             .turned(180).moved(0, -0.02, half_z)),
        Part("wall_left", "#d5dac2", wall(-half_z - WALL - 0.02, half_z + WALL + 0.02, height + 0.04, WALL)
             .turned(90).moved(-half_x, -0.02, 0)),
        Part("wall_right", "#d5dac2", wall(-half_z - WALL - 0.02, half_z + WALL + 0.02, height + 0.04, WALL)
             .turned(270).moved(half_x, -0.02, 0)),
        skirting(half_x, half_z, door_opening),
        cornice(half_x, half_z, height),
        ceiling_beams(half_x, half_z, height),
    )
    scene.add(place(window(1.5, 1.25, WALL, curtain="#c9785c", rows=3), -0.55, 0.95, -half_z))
    scene.add(place(door(0.9, 2.05, "#6f8f86"), half_x, 0, 0.1, turn=270))
    scene.add(place(sofa(2.0, "#4f7480"), -0.55, 0, -half_z + 0.62))
    scene.add(place(throw_pillow("pillow_ochre", "#dba23c"), -1.15, 0.45, -half_z + 0.64, turn=18))
    scene.add(place(throw_pillow("pillow_rust", "#b5523f"), 0.05, 0.45, -half_z + 0.64, turn=-16))
    scene.add(place(coffee_table(), -0.5, 0.02, -0.3), place(dishes_for_tea(), -0.5, 0.46, -0.3))
    scene.add(place(rug("rug", "#b8604a", 2.7, 1.7, "#ead7ae"), -0.5, 0, -0.4))
    scene.add(place(sofa(0.98, "#c18a4a", "armchair", seats=1), -1.95, 0, -0.35, turn=62))
    scene.add(place(bookshelf(1.0, 2.0, 0.34), 1.3, 0, -half_z + 0.19))
    scene.add(place(floor_lamp(), -2.05, 0, -half_z + 0.5), place(plant(height=1.15), 2.15, 0, -half_z + 0.55))
    scene.add(place(table(1.1, 0.55, "desk", "#9a6b47"), half_x - 0.33, 0, -0.98, turn=270))
    scene.add(place(chair(), half_x - 0.92, 0, -0.9, turn=110))
    scene.add(place(table_lamp(), half_x - 0.3, 0.76, -1.3), place(dishes_on_desk(), half_x - 0.32, 0.76, -0.8, turn=270))
    scene.add(place(picture(0.7, 0.5, "#7f9a8f"), -half_x, 1.55, -0.5, turn=90, number=1))
    scene.add(place(picture(0.4, 0.5, "#c9a25b"), -half_x, 1.6, 0.5, turn=90, number=2))
    scene.add(place(pendant_lamp(0.62, "#d8973f"), -0.5, height - 0.13, -0.3))
    return scene


def shifted(opening, up):
    return (opening[0], opening[1] + up) + opening[2:]


def skirting(half_x, half_z, door_opening):
    """Boards along the foot of the walls; the ones at the sides a little lower, the right one cut by the door."""
    gap = door_opening[2] / 2 + 0.1
    boards = [block(-half_x - SINK, half_x + SINK, -SINK, 0.12, s * half_z - 0.02, s * half_z + 0.02) for s in (-1, 1)]
    boards.append(block(-half_x - 0.02, -half_x + 0.02, -SINK, 0.115, -half_z, half_z))
    boards += [block(half_x - 0.02, half_x + 0.02, -SINK, 0.115, z0, z1)
               for z0, z1 in [(-half_z, 0.1 - gap), (0.1 + gap, half_z)]]
    return Part("skirting", "#f4efe2", *boards)


def cornice(half_x, half_z, height):
    """A moulding between walls and ceiling."""
    profile = [(0.0, -0.1), (0.03, -0.1), (0.1, -0.03), (0.1, 0.0), (0.0, 0.02)]
    solids = [prism([(x - SINK, height + y + SINK) for x, y in profile], -half, half).turned(turn).moved(x, 0, z)
              for turn, half, x, z in [(0, half_z, -half_x, 0), (180, half_z, half_x, 0),
                                       (270, half_x - 0.01, 0, -half_z), (90, half_x - 0.01, 0, half_z)]]
    return Part("cornice", "#faf7ef", *solids)


def ceiling_beams(half_x, half_z, height):
    return Part("ceiling_beams", "#7d5b3d", *[block(x - 0.08, x + 0.08, height - 0.14, height + SINK, -half_z - SINK, half_z + SINK)
                                              for x in (-1.75, -0.5, 0.75, 2.0)])


def dishes_on_desk():
    """An open book and a cup with pencils."""
    cup = [(0.04, -SINK), (0.045, 0.1), (0.037, 0.1), (0.032, 0.02), (0, 0.02)]
    return [
        Part("open_book", "#f3ead6", *[box(0.17, 0.025, 0.24).rolled(s * 8).moved(s * 0.084, 0.012, 0.05) for s in (-1, 1)]),
        Part("pencil_cup", "#5f8f7a", lathe(cup).moved(0.3, 0, -0.08)),
        Part("pencils", "#e0b23c", *[cylinder(0.008, 0.16, segments=6).tilted(6 * k - 6).rolled(5 * k).moved(0.3, 0.03, -0.08 + 0.014 * (k - 1))
                                     for k in range(3)]),
    ]


# ---------------------------------------------------------------------------- the facade


def facade():
    """A town house's front with sills, cornices and a gable roof, the street before it."""
    scene = Scene("facade", "The facade of a town house with a gable roof. Metres, y up.")
    half, depth, thick = 4.2, 3.6, 0.4
    first, eaves, ridge = 3.5, 6.9, 10.2
    columns, upper = (-2.9, 0.0, 2.9), (-3.05, -1.02, 1.02, 3.05)
    low = [(u, 1.05, 1.3, 1.75, True) for u in columns if u]
    high = [(u, 4.3, 0.95, 1.65) for u in upper]
    entrance = (0.0, 0.02, 1.3, 2.6)
    scene.add(
        Part("street", "#9c978f", block(-5.6, 5.6, -0.2, 0.0, -depth - 0.4, 2.2)),
        Part("pavement", "#bdb6aa", block(-5.4, 5.4, -0.1, 0.12, -0.4, 1.3)),
        Part("front_wall", "#dcb98c", wall(-half, half, eaves - 0.05, thick, [entrance] + low + high)),
        Part("side_walls", "#cfa878", *[block(*sorted([s * (half - 0.02), s * (half - 0.35)]), 0.0, eaves - 0.06, -depth, -thick + 0.01)
                                        for s in (-1, 1)],
             block(-half + 0.1, half - 0.1, 0.0, eaves - 0.07, -depth + 0.01, -depth + 0.3)),
        Part("plinth", "#8f8578", *[block(*sorted([s * 0.78, s * (half + 0.06)]), 0.02, 0.62, -0.1, 0.07) for s in (-1, 1)]),
        quoins(half, eaves),
        Part("string_course", "#efe3cb", block(-half - 0.1, half + 0.1, first, first + 0.14, -0.2, 0.12),
             block(-half - 0.06, half + 0.06, first - 0.1, first + 0.01, -0.2, 0.07)),
        main_cornice(half, eaves),
    )
    for k, opening in enumerate(low):
        scene.add(place(arched_window(opening[2], opening[3], thick), opening[0], opening[1], 0, number=k + 1))
    for k, opening in enumerate(high):
        scene.add(place(sash_window(opening[2], opening[3], thick), opening[0], opening[1], 0, number=k + 1))
    scene.add(place(entrance_door(entrance[2], entrance[3], thick), 0, entrance[1], 0))
    scene.add(facade_gable(half, depth, eaves, ridge))
    scene.add(place(potted_tree(), -1.35, 0.12, 0.55, number=1), place(potted_tree(), 1.35, 0.12, 0.55, number=2))
    scene.add(place(street_lamp(), -4.75, 0.12, 0.8))
    return scene


def quoins(half, eaves):
    """Corner stones, long and short in turn."""
    stones, height, y, k = [], 0.42, 0.66, 0
    while y + height < eaves - 0.5:
        if not 2.95 < y < 3.7:
            width = 0.62 if k % 2 else 0.4
            stones += [block(*sorted([s * (half - width), s * (half + 0.05)]), y, y + height - 0.04, -0.2, 0.05) for s in (-1, 1)]
        y, k = y + height, k + 1
    return Part("quoins", "#efe3cb", *stones)


def main_cornice(half, eaves):
    """The cornice under the eaves, with a row of dentils."""
    dentils = [box(0.14, 0.16, 0.16, -half + 0.15 + k * (2 * half - 0.3) / 27, eaves - 0.32, 0.1) for k in range(28)]
    return Part("cornice", "#f3e8d2", block(-half - 0.08, half + 0.08, eaves - 0.45, eaves - 0.3, -0.3, 0.08), *dentils,
                block(-half - 0.2, half + 0.2, eaves - 0.17, eaves, -0.3, 0.26),
                block(-half - 0.12, half + 0.12, eaves - 0.3 - SINK, eaves - 0.165, -0.3, 0.14))


def sash_window(width, height, thick):
    """A tall window with glazing bars, a sill on brackets, shutters and a lintel; lower edge at y = 0."""
    border, z = 0.07, -thick * 0.55
    outer = rectangle(-width / 2 - SINK, width / 2 + SINK, -SINK, height + SINK)
    inner = rectangle(-width / 2 + border, width / 2 - border, border, height - border)
    bars = [box(0.045, height - border, 0.06, y=border / 2, z=z), box(width - border, 0.07, 0.075, y=height * 0.5 - 0.03, z=z)]
    bars += [box(width - border, 0.035, 0.048, y=height * t, z=z) for t in (0.27, 0.75)]
    leaves, slats = [], []
    for s in (-1, 1):
        x = s * (width * 0.75 + 0.06)
        leaves.append(box(width / 2 - 0.02, height, 0.06, x, 0.0, 0.035))
        slats += [box(width / 2 - 0.12, 0.1, 0.05, x, 0.09 + k * (height - 0.12) / 9, 0.06) for k in range(9)]
    return [
        Part("sash_frame", "#f6f2e8", frame(outer, inner, z - 0.05, z + 0.05), *bars),
        Part("sash_glass", "#86a9bb", box(width - border, height - border, 0.012, y=border / 2, z=z)),
        Part("sash_sill", "#efe3cb", box(width + 0.3, 0.09, 0.42, y=-0.085, z=0.02),
             *[box(0.1, 0.16, 0.16, s * width * 0.42, -0.24, 0.06) for s in (-1, 1)]),
        Part("sash_lintel", "#efe3cb", box(width + 0.24, 0.2, 0.16, y=height + 0.02, z=0.02),
             prism([(-0.09, height), (0.09, height), (0.13, height + 0.3), (-0.13, height + 0.3)], -0.05, 0.15)),
        Part("shutters", "#4d7668", *leaves, *slats),
    ]


def arched_window(width, height, thick):
    """A round-headed window with a fan, a sill and an arch of voussoirs; lower edge at y = 0."""
    half, z = width / 2, -thick * 0.55
    rise = min(half, height / 3)
    spring = height - rise

    def outline(inset):
        arch = [((half - inset) * c, spring + (rise - inset) * s) for s, c in (sine_cosine(15 * k) for k in range(13))]
        return arch + [(-half + inset, inset), (half - inset, inset)]

    bars = [box(0.05, height - 0.1, 0.06, y=0.04, z=z), box(width - 0.1, 0.07, 0.075, y=spring - 0.03, z=z),
            box(width - 0.1, 0.04, 0.048, y=spring * 0.5, z=z)]
    stones = []
    for k in range(9):
        ends = [sine_cosine(20 * k + 0.7), sine_cosine(20 * k + 19.3)]
        reach = 0.3 if k == 4 else 0.22
        corners = [((half + r) * c, spring + (rise + r) * s) for r, ring in [(0.0, ends), (reach, ends[::-1])] for s, c in ring]
        stones.append(prism(corners, -0.05, 0.1 if k == 4 else 0.06))
    return [
        Part("arched_frame", "#f6f2e8", frame(outline(-SINK), outline(0.07), z - 0.05, z + 0.05), *bars),
        Part("arched_glass", "#86a9bb", prism(outline(0.035), z - 0.006, z + 0.006)),
        Part("arched_sill", "#efe3cb", box(width + 0.3, 0.1, 0.42, y=-0.095, z=0.02)),
        Part("voussoirs", "#efe3cb", *stones),
        Part("flower_box", "#a65f3f", box(width - 0.1, 0.2, 0.2, y=0.0, z=0.06)),
        Part("flowers", "#d9566a", *[ball(0.11, x * (width - 0.3) / 4, 0.22 + 0.03 * (x % 2), 0.06) for x in (-2, -1, 0, 1, 2)]),
    ]


def entrance_door(width, height, thick):
    """Steps, a panelled door under a fanlight, pilasters and a pediment; threshold at y = 0."""
    leaf = height - 0.55
    z = -thick * 0.6
    panels = [box(width * 0.32, tall, 0.05, s * width * 0.22, y, z + 0.04)
              for s in (-1, 1) for y, tall in [(0.3, 0.6), (1.02, 0.9)]]
    pilasters = []
    for s in (-1, 1):
        x = s * (width / 2 + 0.2)
        pilasters += [box(0.26, height + 0.25, 0.2, x, 0.3, 0.04), box(0.34, 0.34, 0.28, x, 0.0, 0.04),
                      box(0.34, 0.14, 0.28, x, height + 0.12, 0.04)]
    reach, top = width / 2 + 0.42, height + 0.25
    return [
        Part("door_leaf", "#34596b", box(width + 0.01, leaf, 0.07, y=-SINK, z=z), *panels),
        Part("door_knob", "#d7b25a", ball(0.05, 0.06, 1.0, z + 0.08)),
        Part("door_transom", "#f6f2e8", box(width + 0.01, 0.09, 0.12, y=leaf - SINK, z=z),
             *[box(0.035, 0.48, 0.05, x, leaf + 0.07, z) for x in (-0.3, 0.0, 0.3)]),
        Part("fanlight", "#86a9bb", box(width + 0.01, 0.5, 0.012, y=leaf + 0.06, z=z)),
        Part("pilasters", "#f3e8d2", *pilasters),
        Part("pediment", "#f3e8d2", block(-reach, reach, top, top + 0.16, -0.1, 0.24),
             prism([(-reach - 0.06, top + 0.15), (reach + 0.06, top + 0.15), (0.0, top + 0.6)], -0.1, 0.2),
             *[beam_along_gable(s, reach + 0.12, top + 0.16, top + 0.66, 0.1, -0.1, 0.3) for s in (-1, 1)]),
        Part("steps", "#a39a8c", box(2.2, 0.17, 0.8, y=-0.04, z=0.36), box(1.9, 0.14, 0.5, y=0.0, z=0.22)),
    ]


def beam_along_gable(side, reach, foot, apex, thickness, z0, z1):
    """A raking moulding from the eaves to the apex of a gable."""
    return prism([(0.0, apex), (side * reach, foot), (side * reach, foot + thickness), (0.0, apex + thickness)], z0, z1)


def facade_gable(half, depth, eaves, ridge):
    """The gable wall with an oculus, its raking cornice, the roof behind and a chimney."""
    center = (0.0, eaves + 1.25)
    corners = [(half, eaves - 0.05), (0.0, ridge - 0.1), (-half, eaves - 0.05)]
    circle_points = [sine_cosine(22.5 * k) for k in range(16)]

    def ring(radius):
        return [(radius * c, center[1] + radius * s) for s, c in circle_points]

    hole = ring(0.5)
    edge = [ray_to(corners, center, point) for point in hole]
    for corner in corners:
        edge[min(range(len(edge)), key=lambda i: math.dist(edge[i], corner))] = corner
    slope = (ridge - eaves) / half
    reach, drop = half + 0.42, 0.42 * slope
    parts = [
        Part("gable", "#dcb98c", frame(edge, hole, -0.38, -0.005)),
        Part("oculus_surround", "#efe3cb", frame(ring(0.68), ring(0.49), -0.1, 0.08)),
        Part("oculus_frame", "#f6f2e8", box(1.02, 0.05, 0.06, y=center[1] - 0.025, z=-0.2), box(0.05, 1.02, 0.05, y=center[1] - 0.51, z=-0.2)),
        Part("oculus_glass", "#86a9bb", prism(ring(0.51), -0.206, -0.194)),
        Part("raking_cornice", "#f3e8d2", *[beam_along_gable(s, reach, eaves - drop - 0.08, ridge - 0.08, 0.22, -0.3, 0.3 + 0.004 * s)
                                            for s in (-1, 1)]),
    ]
    courses = 11
    for side, name in [(-1, "left"), (1, "right")]:
        tiles = []
        for k in range(courses):
            low, high = reach + 0.08 - k * reach / courses, reach - (k + 1) * reach / courses

            def at(x, lift):
                return (side * x, ridge - slope * x + lift)

            tiles.append(prism([at(low, 0.12), at(low, 0.27), at(high, 0.18), at(high, 0.1)], -depth - 0.3, 0.38 + 0.01 * (k % 2)))
        parts.append(Part(f"roof_tiles_{name}", "#a4523f", *tiles))
    parts += [
        Part("roof_ridge", "#8c4433", prism([(0.2 * c, ridge + 0.08 + 0.26 * s) for s, c in (sine_cosine(30 * k) for k in range(7))],
                                            -depth - 0.32, 0.42)),
        Part("back_gable", "#cfa878", prism([(-half + 0.1, eaves - 0.1), (half - 0.1, eaves - 0.1), (0.0, ridge - 0.05)], -depth, -depth + 0.25)),
        Part("chimney", "#9c5a45", box(0.8, 2.6, 0.7, 2.3, 8.0, -1.6), box(0.96, 0.14, 0.86, 2.3, 10.4, -1.6)),
        Part("chimney_pots", "#c8693f", *[lathe([(0.14, 0), (0.11, 0.35), (0.15, 0.38), (0.15, 0.45), (0.09, 0.45), (0.09, 0.25), (0, 0.25)], 8)
                                          .moved(2.3 + s * 0.2, 10.595, -1.6) for s in (-1, 1)]),
    ]
    return parts


def street_lamp():
    return [
        Part("street_lamp_post", "#2f3b3a", lathe([(0.16, -SINK), (0.16, 0.1), (0.09, 0.35), (0.05, 0.5), (0.04, 2.5), (0.09, 2.55), (0.03, 2.65),
                                                   (0.03, 2.75), (0.14, 2.78), (0, 2.8)])),
        Part("street_lamp_lantern", "#f7e7b0", lathe([(0, 2.79), (0.11, 2.79), (0.19, 3.15), (0, 3.15)], 6)),
        Part("street_lamp_cap", "#2f3b3a", lathe([(0, 3.14), (0.22, 3.14), (0.22, 3.17), (0.06, 3.32), (0.03, 3.4), (0, 3.42)], 6)),
    ]


# ---------------------------------------------------------------------------- all of them


def single_chair():
    scene = Scene("chair", "A farmhouse chair with texture coordinates that do not overlap. Metres, y up.")
    scene.add(chair(segments=12, steps=2))
    return scene


def main():
    folder = pathlib.Path(sys.argv[1] if len(sys.argv) > 1 else pathlib.Path(__file__).parent)
    dollhouse().write(folder)
    room().write(folder)
    facade().write(folder)
    single_chair().write(folder, with_uvs=True)
    write_camera(folder / "room.camera.json", focalLength=20, sensor=[36, 24], size=[512, 512],
                 position=[0.55, 1.5, 2.15], target=[-0.25, 1.05, -1.5], up=[0, 1, 0])
    write_camera(folder / "chair.camera.json", focalLength=50, sensor=[36, 24], size=[512, 512],
                 position=[1.05, 1.15, 1.55], target=[0, 0.47, -0.03], up=[0, 1, 0])


if __name__ == "__main__":
    main()
