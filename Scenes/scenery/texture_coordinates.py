"""Packs the flat pieces of solids into the unit square."""

import math


class Chart:
    """A flat piece of a surface: face indices with their corners (u, v), in metres, lying down."""

    def __init__(self, faces):
        if sum(signed_area(uvs) for _, uvs in faces) < 0:
            faces = [(face, [(-u, v) for u, v in uvs]) for face, uvs in faces]
        us = [u for _, uvs in faces for u, _ in uvs]
        vs = [v for _, uvs in faces for _, v in uvs]
        self.width, self.height = max(us) - min(us), max(vs) - min(vs)
        faces = [(face, [(u - min(us), v - min(vs)) for u, v in uvs]) for face, uvs in faces]
        if self.height > self.width:
            faces = [(face, [(v, self.width - u) for u, v in uvs]) for face, uvs in faces]
            self.width, self.height = self.height, self.width
        self.faces = faces

    def placed(self, x, y, side):
        """The chart at (x, y) of a square of the given side, which becomes the unit square."""
        return [(face, [((x + u) / side, (y + v) / side) for u, v in uvs]) for face, uvs in self.faces]


def signed_area(polygon):
    return sum(polygon[i - 1][0] * polygon[i][1] - polygon[i][0] * polygon[i - 1][1] for i in range(len(polygon))) / 2


def pack(solids, margin=0.006):
    """Places the charts of all solids in [0, 1] at one scale, without overlap: for each solid its charts."""
    charts = [[Chart(faces) for faces in solid.charts] for solid in solids]
    queue = sorted((chart for row in charts for chart in row), key=lambda c: (-c.height, -c.width))
    side = math.sqrt(sum((c.width + margin) * (c.height + margin) for c in queue))
    while not (places := shelves(queue, side, margin)):
        side *= 1.01
    return [[chart.placed(*places[chart], side) for chart in row] for row in charts]


def shelves(charts, side, margin):
    """Where the charts go in rows of a square, from the tallest on; nothing if it is too small."""
    places, x, y, row = {}, margin, margin, 0.0
    for chart in charts:
        if x + chart.width + margin > side:
            x, y, row = margin, y + row + margin, 0.0
        if x + chart.width + margin > side or y + chart.height + margin > side:
            return {}
        places[chart] = (x, y)
        x += chart.width + margin
        row = max(row, chart.height)
    return places
