#!/usr/bin/env python3
"""Writes the fixtures of the imaging tests with Pillow, numpy and torch.

Run it in this folder. Every expected result is the work of those libraries:
PNG files in all kinds of pixels, resampled pictures, a bicubic interpolation, PFM files.
"""

import json
import struct
import zlib

import numpy
import torch
from PIL import Image, PngImagePlugin

random = numpy.random.default_rng(20240607)


def raw(name, array):
    """Plain samples, little-endian, row 0 on top."""
    array.astype(array.dtype.newbyteorder("<")).tofile(name)


def chunk(kind, data):
    body = kind + data
    return struct.pack(">I", len(data)) + body + struct.pack(">I", zlib.crc32(body))


def png(width, height, bits, color_type, raw_rows, interlace=0, before=b""):
    """A PNG file put together by hand, for the kinds that Pillow does not write."""
    header = struct.pack(">IIBBBBB", width, height, bits, color_type, 0, 0, interlace)
    return (b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + before
            + chunk(b"IDAT", zlib.compress(raw_rows, 9)) + chunk(b"IEND", b""))


def smooth(height, width, channels):
    """A picture of waves and noise: no two neighbours alike."""
    y, x = numpy.mgrid[0:height, 0:width]
    planes = [127 + 90 * numpy.sin(x / (3 + c) + c) * numpy.cos(y / (4 + c)) for c in range(channels)]
    noise = random.integers(-30, 30, (height, width, channels))
    return numpy.clip(numpy.stack(planes, axis=-1) + noise, 0, 255).astype(numpy.uint8)


def kinds_of_png():
    width, height = 13, 11
    rgba = smooth(height, width, 4)
    pictures = {
        "gray8": Image.fromarray(rgba[:, :, 0], "L"),
        "rgb8": Image.fromarray(rgba[:, :, :3].copy(), "RGB"),
        "rgba8": Image.fromarray(rgba, "RGBA"),
        "grayalpha8": Image.fromarray(rgba[:, :, :2].copy(), "LA"),
        "gray1": Image.fromarray(rgba[:, :, 0] > 127),
        "palette8": Image.fromarray(rgba[:, :, :3].copy(), "RGB").quantize(40),
    }
    for name, picture in pictures.items():
        picture.save(f"{name}.png", optimize=True)
    pictures["palette8"].save("palette-transparent.png", transparency=3, optimize=True)
    Image.fromarray(rgba[:, :, :3].copy(), "RGB").quantize(4).save("palette2.png", bits=2)
    Image.fromarray(rgba[:, :, :3].copy(), "RGB").quantize(16).save("palette4.png", bits=4)
    for name in ["gray8", "rgb8", "rgba8", "grayalpha8", "gray1", "palette8",
                 "palette-transparent", "palette2", "palette4"]:
        picture = Image.open(f"{name}.png")
        transparent = picture.mode in ("LA", "RGBA") or "transparency" in picture.info
        mode = "RGBA" if transparent else "RGB" if picture.mode in ("P", "RGB") else "L"
        raw(f"{name}.raw", numpy.asarray(picture.convert(mode)))

    depth = random.integers(0, 65536, (height, width)).astype(numpy.uint16)
    depth[0, :3] = [0, 65535, 256]
    Image.fromarray(depth).save("gray16.png", optimize=True)
    raw("gray16.raw", depth)

    # Adam7 by hand: the passes' origins and steps are those of the PNG specification.
    rgb = rgba[:, :, :3]
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    rows = b"".join(b"\0" + row.tobytes() for x, y, dx, dy in passes for row in rgb[y::dy, x::dx] if row.size)
    open("interlaced.png", "wb").write(png(width, height, 8, 2, rows, interlace=1))
    assert (numpy.asarray(Image.open("interlaced.png")) == rgb).all()

    # Four grey levels of 2 bits; 16-bit RGB.
    open("gray2.png", "wb").write(png(4, 1, 2, 0, b"\0" + bytes([0b00011011])))
    open("rgb16.png", "wb").write(
        png(3, 1, 16, 2, b"\0" + struct.pack(">9H", 0, 128, 129, 257, 385, 386, 32768, 65407, 65535)))


def text_chunks():
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", "caf\u00e9")
    info.add_text("Packed", "again and " * 20, zip=True)
    info.add_itxt("Prompt", "\u5c0f\u5c4b \u2014 a doll\u2019s house", lang="en", tkey="Prompt")
    Image.new("L", (2, 2), 7).save("text.png", pnginfo=info)


def resampling():
    cases = []
    for channels, mode in [(1, "L"), (3, "RGB"), (4, "RGBA")]:
        source = smooth(23, 31, channels)
        raw(f"resize-{mode}.raw", source)
        picture = Image.fromarray(source[:, :, 0] if channels == 1 else source, mode)
        for width, height in [(31, 9), (12, 23), (7, 5), (40, 37), (64, 3), (28, 17), (28, 16), (1, 1)]:
            for filter_name in ["lanczos", "box", "bilinear", "bicubic"]:
                result = picture.resize((width, height), getattr(Image.Resampling, filter_name.upper()))
                name = f"resize-{mode}-{filter_name}-{width}x{height}.raw"
                cases.append((name, numpy.asarray(result)))
    # One file of all results keeps the folder small.
    with open("resize-results.bin", "wb") as file:
        index = []
        for name, array in cases:
            index.append({"name": name, "offset": file.tell(), "count": array.size})
            file.write(array.tobytes())
    json.dump(index, open("resize-results.json", "w"), indent=0)


def bicubic():
    source = random.standard_normal((9, 14, 2)).astype(numpy.float32)
    raw("bicubic-source.raw", source)
    tensor = torch.from_numpy(source).permute(2, 0, 1)[None].contiguous()
    for width, height in [(5, 3), (14, 20), (33, 9), (29, 31)]:
        result = torch.nn.functional.interpolate(tensor, size=(height, width), mode="bicubic", align_corners=False)
        raw(f"bicubic-{width}x{height}.raw", result[0].permute(1, 2, 0).contiguous().numpy())


def pfm():
    samples = random.standard_normal((3, 5)).astype(numpy.float32)
    samples[1, 2] = numpy.inf
    raw("pfm.raw", samples)
    Image.fromarray(samples).save("gray.pfm")
    open("big-endian.pfm", "wb").write(b"Pf\n5 3\n1.0\n" + samples[::-1].astype(">f4").tobytes())


kinds_of_png()
text_chunks()
resampling()
bicubic()
pfm()
