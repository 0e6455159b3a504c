#!/usr/bin/env python3
"""Writes the EXR fixtures of the imaging tests with the OpenEXR package (pip install OpenEXR numpy).

Run it in this folder. exr.raw holds the samples of depth-*.exr, Float32, little-endian, row 0 on top.
"""
import numpy
import OpenEXR

y, x = numpy.mgrid[0:21, 0:13]
depth = (2 + numpy.sin(x / 3) * numpy.cos(y / 5)).astype(numpy.float32)
depth[4:7, 2:5] = numpy.inf
depth.astype("<f4").tofile("exr.raw")


def write(name, channels, compression=OpenEXR.ZIP_COMPRESSION, kind=OpenEXR.scanlineimage, **header):
    header = {"compression": compression, "type": kind, **header}
    OpenEXR.File(header, channels).write(name)


write("depth-z-zip.exr", {"Z": depth})
write("depth-y-none.exr", {"Y": depth}, OpenEXR.NO_COMPRESSION)
write("depth-r-piz.exr", {"R": depth, "G": depth + 1, "B": depth + 2}, OpenEXR.PIZ_COMPRESSION)
write("depth-layer-rle.exr", {"View.Depth.Z": depth, "View.Combined.R": depth * 3}, OpenEXR.RLE_COMPRESSION)
write("half-zips.exr", {"Z": numpy.float16([[0.5, 1.5, numpy.inf], [2, -3, 1024]])}, OpenEXR.ZIPS_COMPRESSION)
write("whole-numbers.exr", {"Z": x.astype(numpy.uint32)})
write("no-depth.exr", {"A": depth[:2, :2]})
write("tiles.exr", {"Z": depth}, kind=OpenEXR.tiledimage, tiles=OpenEXR.TileDescription())
