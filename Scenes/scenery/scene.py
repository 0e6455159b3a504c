"""Named parts with colours, and how they are written as OBJ and MTL."""

import json

from .texture_coordinates import pack


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


def renamed(parts, old, new):
    """The parts with the material and name `old` called `new`."""
    for part in parts:
        if part.name == old:
            part.name = part.material = new
    return parts


def lighter(color, amount):
    """A colour "#rrggbb" mixed with white, 0...1."""
    values = [int(color[i : i + 2], 16) for i in (1, 3, 5)]
    return "#" + "".join(f"{round(v + (255 - v) * amount):02x}" for v in values)


class Scene:
    """Parts in the order in which they are written; their names must differ."""

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
        write_materials(folder / f"{self.name}.mtl", materials)


def write_materials(path, materials):
    """Writes a material library of plain colours, name → "#rrggbb"."""
    lines = ["# Made by make_scenes.py. Licence: CC0-1.0."]
    for material, color in materials.items():
        red, green, blue = (int(color[i : i + 2], 16) / 255 for i in (1, 3, 5))
        lines += ["", f"newmtl {material}", f"Kd {red:.4f} {green:.4f} {blue:.4f}"]
        lines += ["Ka 0 0 0", "Ks 0 0 0", "d 1", "illum 1"]
    write_text(path, lines)


def number(value):
    """A number to a hundredth of a millimetre, without idle zeros."""
    text = f"{value:.5f}".rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def write_text(path, lines):
    path.write_bytes(("\n".join(lines) + "\n").encode())


def write_camera(path, **camera):
    write_text(path, [json.dumps(camera)])
