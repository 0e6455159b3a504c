"""Writes quad.fbx: one square named Wall in binary FBX 7.4, moved by (10, 0, 0), z up.

The binary layout is the one described in Blender's code blog (2013): a record is its end offset, the
number and length of its properties, its name, its properties and its children, which a record of
13 zero bytes ends.
"""
import pathlib
import struct


class Identifier(int):
    """A 64-bit integer; plain ones are written with 32 bits."""


def prop(value):
    if isinstance(value, bytes):
        return b"S" + struct.pack("<I", len(value)) + value
    if isinstance(value, float):
        return b"D" + struct.pack("<d", value)
    if isinstance(value, Identifier):
        return b"L" + struct.pack("<q", value)
    if isinstance(value, int):
        return b"I" + struct.pack("<i", value)
    kind = "d" if isinstance(value[0], float) else "i"
    body = struct.pack("<%d%s" % (len(value), kind), *value)
    return kind.encode() + struct.pack("<III", len(value), 0, len(body)) + body


def record(start, name, properties=(), children=()):
    props = b"".join(prop(p) for p in properties)
    head = 13 + len(name)
    body = b""
    for child in children:
        body += record(start + head + len(props) + len(body), *child)
    if children:
        body += bytes(13)
    end = start + head + len(props) + len(body)
    return struct.pack("<IIIB", end, len(properties), len(props), len(name)) + name + props + body


ROOT, GEOMETRY, MODEL, MATERIAL = (Identifier(n) for n in (0, 101, 102, 103))
NODES = [
    (b"FBXHeaderExtension", (), [(b"FBXHeaderVersion", (1003,)), (b"FBXVersion", (7400,))]),
    (b"GlobalSettings", (), [
        (b"Version", (1000,)),
        (b"Properties70", (), [(b"P", (b"UpAxis", b"int", b"Integer", b"", 2))]),
    ]),
    (b"Objects", (), [
        (b"Geometry", (GEOMETRY, b"Square\0\x01Geometry", b"Mesh"), [
            (b"Vertices", ([0.0, 0.0, 0.0, 1.0, 0.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 1.0],)),
            (b"PolygonVertexIndex", ([0, 1, 2, -4],)),
            (b"GeometryVersion", (124,)),
            (b"LayerElementMaterial", (0,), [
                (b"Version", (101,)),
                (b"Name", (b"",)),
                (b"MappingInformationType", (b"AllSame",)),
                (b"ReferenceInformationType", (b"IndexToDirect",)),
                (b"Materials", ([0],)),
            ]),
            (b"Layer", (0,), [
                (b"Version", (100,)),
                (b"LayerElement", (), [(b"Type", (b"LayerElementMaterial",)), (b"TypedIndex", (0,))]),
            ]),
        ]),
        (b"Model", (MODEL, b"Wall\0\x01Model", b"Mesh"), [
            (b"Version", (232,)),
            (b"Properties70", (), [
                (b"P", (b"Lcl Translation", b"Lcl Translation", b"", b"A", 10.0, 0.0, 0.0)),
            ]),
        ]),
        (b"Material", (MATERIAL, b"Red brick\0\x01Material", b""), [
            (b"Version", (102,)),
            (b"ShadingModel", (b"Lambert",)),
            (b"Properties70", (), [
                (b"P", (b"DiffuseColor", b"Color", b"", b"A", 0.5, 0.25, 0.125)),
            ]),
        ]),
    ]),
    (b"Connections", (), [
        (b"C", (b"OO", GEOMETRY, MODEL)),
        (b"C", (b"OO", MATERIAL, MODEL)),
        (b"C", (b"OO", MODEL, ROOT)),
    ]),
]

data = b"Kaydara FBX Binary  \0\x1a\0" + struct.pack("<I", 7400)
for node in NODES:
    data += record(len(data), *node)
data += bytes(13)
pathlib.Path(__file__).with_name("quad.fbx").write_bytes(data)
