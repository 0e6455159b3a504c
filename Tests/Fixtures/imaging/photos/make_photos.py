#!/usr/bin/env python3
"""Writes the fixtures of the photo tests with Pillow, tifffile and numpy.

Run it in this folder. NAME.raw holds what Pillow (or numpy) says that NAME shows: 8-bit samples, or
little-endian Float32 for depth.
"""
import struct

import numpy
import tifffile
from PIL import Image, ImageOps

random = numpy.random.default_rng(7)
WIDTH, HEIGHT = 20, 12


def smooth(channels):
    y, x = numpy.mgrid[0:HEIGHT, 0:WIDTH]
    planes = [127 + 90 * numpy.sin(x / (5 + c) + c) * numpy.cos(y / (4 + c)) for c in range(channels)]
    return numpy.clip(numpy.stack(planes, axis=-1), 0, 255).astype(numpy.uint8)


def exif(orientation):
    data = Image.Exif()
    data[0x010F] = "maquette"
    data[0x0112] = orientation
    return data.tobytes()


def keep(name):
    """What Pillow sees, upright."""
    picture = ImageOps.exif_transpose(Image.open(name))
    if picture.mode == "CMYK":
        picture = picture.convert("RGB")
    numpy.asarray(picture).tofile(name + ".raw")


def jpeg():
    rgb = Image.fromarray(smooth(3))
    for orientation in range(1, 9):
        name = f"orientation-{orientation}.jpg"
        rgb.save(name, quality=95, exif=exif(orientation))
        keep(name)
    rgb.save("progressive.jpg", quality=80, progressive=True)
    rgb.convert("L").save("grey.jpg", quality=90)
    Image.fromarray(smooth(4), "CMYK").save("cmyk.jpg", quality=90)
    rgb.save("subsampled.jpg", quality=75, subsampling=2, restart_marker_blocks=2)
    for name in ["progressive.jpg", "grey.jpg", "cmyk.jpg", "subsampled.jpg"]:
        keep(name)
    # Exif data of the other byte order.
    data = bytearray(open("orientation-6.jpg", "rb").read())
    big = b"Exif\0\0MM\0*" + struct.pack(">IHHHIHHI", 8, 1, 0x0112, 3, 1, 6, 0, 0)
    start = data.index(b"\xff\xe1")
    length = struct.unpack(">H", data[start + 2:start + 4])[0]
    data[start:start + 2 + length] = b"\xff\xe1" + struct.pack(">H", len(big) + 2) + big
    open("big-endian-exif.jpg", "wb").write(data)
    keep("big-endian-exif.jpg")


def webp():
    rgba = smooth(4)
    Image.fromarray(rgba).save("alpha.webp", lossless=True, exact=True)
    Image.fromarray(rgba[:, :, :3].copy()).save("lossy.webp", quality=80, exif=exif(8))
    Image.fromarray(rgba[:, :, :3].copy()).save("lossless.webp", lossless=True)
    for name in ["alpha.webp", "lossy.webp", "lossless.webp"]:
        keep(name)
    frames = [Image.fromarray(rgba), Image.fromarray(255 - rgba)]
    frames[0].save("animation.webp", save_all=True, append_images=frames[1:], lossless=True)


def png():
    Image.fromarray(smooth(3)).save("exif.png", exif=exif(6))
    keep("exif.png")


def tiff():
    depth = random.uniform(0.3, 5, (HEIGHT, WIDTH)).astype(numpy.float32)
    depth[0, 0], depth[1, 1], depth[2, 2] = numpy.nan, numpy.inf, 0
    millimetres = (random.uniform(300, 5000, (HEIGHT, WIDTH))).astype(numpy.uint16)
    cases = {
        "float.tif": (depth, {}),
        "float-deflate.tif": (depth, dict(compression="deflate", predictor=True, rowsperstrip=5)),
        "float-big-endian.tif": (depth, dict(byteorder=">")),
        "float-tiles.tif": (depth, dict(tile=(16, 16), compression="lzw")),
        "float16.tif": (depth.astype(numpy.float16), {}),
        "float64-bigtiff.tif": (depth.astype(numpy.float64), dict(bigtiff=True)),
        "uint16.tif": (millimetres, dict(compression="packbits")),
        "int32.tif": (millimetres.astype(numpy.int32), {}),
        "uint8.tif": ((millimetres >> 8).astype(numpy.uint8), {}),
    }
    for name, (array, options) in cases.items():
        tifffile.imwrite(name, array, photometric="minisblack", metadata=None, software=None, **options)
        array.astype("<f4").tofile(name + ".raw")
    tifffile.imwrite("rotated.tif", depth, photometric="minisblack", metadata=None, software=None,
                     extratags=[(274, 3, 1, 6, True)])
    numpy.rot90(depth, -1).astype("<f4").tofile("rotated.tif.raw")
    tifffile.imwrite("colours.tif", smooth(3), photometric="rgb", metadata=None, software=None)


jpeg()
webp()
png()
tiff()
