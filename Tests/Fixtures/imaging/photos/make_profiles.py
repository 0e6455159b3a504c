#!/usr/bin/env python3
"""Writes photos with ICC profiles: srgb.* with the one that LittleCMS makes for sRGB, p3.* with one of the primaries of
Display P3 (SMPTE EG 432-1 under D50) and the name as version 2 has it.

Run it in this folder (needs pillow and numpy).
"""
import struct

import numpy
from PIL import Image, ImageCms

y, x = numpy.mgrid[0:6, 0:8]
picture = Image.fromarray(numpy.stack([x * 30, y * 40, x * 0 + 90], axis=-1).astype(numpy.uint8))


def profile(name, primaries):
    def xyz(values):
        return b"XYZ \0\0\0\0" + b"".join(struct.pack(">i", round(v * 65536)) for v in values)
    text = name.encode() + b"\0"
    tags = [(b"desc", b"desc\0\0\0\0" + struct.pack(">I", len(text)) + text + bytes(78 + 2))]
    tags += list(zip((b"rXYZ", b"gXYZ", b"bXYZ"), map(xyz, primaries)))
    tags += [(b"wtpt", xyz((0.9642, 1, 0.8249)))]
    tags += [(t, b"curv\0\0\0\0" + struct.pack(">IH", 1, 563) + b"\0\0") for t in (b"rTRC", b"gTRC", b"bTRC")]
    table, data, offset = struct.pack(">I", len(tags)), b"", 128 + 4 + 12 * len(tags)
    for tag, body in tags:
        body += bytes(-len(body) % 4)
        table += tag + struct.pack(">II", offset + len(data), len(body))
        data += body
    header = bytearray(128)
    header[0:4] = struct.pack(">I", offset + len(data))
    header[8:12], header[12:24], header[36:40] = b"\x02\x10\0\0", b"mntrRGB XYZ ", b"acsp"
    header[68:80] = b"".join(struct.pack(">i", round(v * 65536)) for v in (0.9642, 1, 0.8249))
    return bytes(header) + table + data


P3 = profile("Display P3", [(0.5151, 0.2412, -0.0011), (0.2919, 0.6922, 0.0419), (0.1572, 0.0666, 0.7841)])
# sRGB by its primaries alone, under a name that does not tell.
NAMELESS = profile("c2", [(0.4360, 0.2225, 0.0139), (0.3851, 0.7169, 0.0971), (0.1431, 0.0606, 0.7139)])
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
for name, data in (("p3", P3), ("srgb", SRGB)):
    picture.save(name + ".jpg", icc_profile=data, quality=80)
    picture.save(name + ".png", icc_profile=data)
    picture.save(name + ".webp", icc_profile=data, lossless=True)
picture.save("nameless.jpg", icc_profile=NAMELESS, quality=80)
