#ifndef MAQUETTE_CTIFF_SHIM_H
#define MAQUETTE_CTIFF_SHIM_H

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <tiffio.h>

// libtiff reads its fields and reports its errors with variable arguments, which Swift cannot offer.
// Pixels are read from Swift directly: TIFFReadEncodedStrip and TIFFReadEncodedTile neither jump nor print.

#define MAQUETTE_TIFF_FUNCTION static inline __attribute__((noinline, unused))

/// A reading of one file in memory.
typedef struct maquette_tiff {
    TIFF *tiff;
    const unsigned char *bytes;
    uint64_t count, position;
    uint32_t width, height, rows_per_strip, tile_width, tile_height;
    uint16_t bits, format, channels, planes, orientation, photometric;
    /// Why the last call failed.
    char message[160];
} maquette_tiff;

static int maquette_tiff_report(TIFF *tiff, void *user, const char *module, const char *format, va_list values) {
    maquette_tiff *file = (maquette_tiff *)user;
    (void)tiff;
    (void)module;
    if (!file->message[0]) vsnprintf(file->message, sizeof file->message, format, values);
    return 1;
}

static int maquette_tiff_ignore(TIFF *tiff, void *user, const char *module, const char *format, va_list values) {
    (void)tiff, (void)user, (void)module, (void)format, (void)values;
    return 1;
}

static tmsize_t maquette_tiff_take(thandle_t handle, void *buffer, tmsize_t count) {
    maquette_tiff *file = (maquette_tiff *)handle;
    if (count < 0 || file->position >= file->count) return 0;
    uint64_t left = file->count - file->position;
    if ((uint64_t)count > left) count = (tmsize_t)left;
    memcpy(buffer, file->bytes + file->position, (size_t)count);
    file->position += (uint64_t)count;
    return count;
}

static tmsize_t maquette_tiff_refuse(thandle_t handle, void *buffer, tmsize_t count) {
    (void)handle, (void)buffer, (void)count;
    return 0;
}

static toff_t maquette_tiff_seek(thandle_t handle, toff_t offset, int whence) {
    maquette_tiff *file = (maquette_tiff *)handle;
    uint64_t base = whence == SEEK_CUR ? file->position : whence == SEEK_END ? file->count : 0;
    file->position = base + offset;
    return file->position;
}

static int maquette_tiff_leave_open(thandle_t handle) {
    (void)handle;
    return 0;
}

static toff_t maquette_tiff_size(thandle_t handle) { return ((maquette_tiff *)handle)->count; }

/// Opens a file in memory, which must outlive the reading, and reads the fields of its first picture.
/// Returns 1 for success or 0 for failure with the reason in `message`.
MAQUETTE_TIFF_FUNCTION int maquette_tiff_open(
    maquette_tiff *file, const unsigned char *bytes, size_t count, tmsize_t largest_allocation)
{
    memset(file, 0, sizeof *file);
    file->bytes = bytes;
    file->count = count;
    TIFFOpenOptions *options = TIFFOpenOptionsAlloc();
    if (!options) return 0;
    TIFFOpenOptionsSetErrorHandlerExtR(options, maquette_tiff_report, file);
    TIFFOpenOptionsSetWarningHandlerExtR(options, maquette_tiff_ignore, file);
    TIFFOpenOptionsSetMaxSingleMemAlloc(options, largest_allocation);
    file->tiff = TIFFClientOpenExt(
        "depth", "rm", file, maquette_tiff_take, maquette_tiff_refuse, maquette_tiff_seek, maquette_tiff_leave_open,
        maquette_tiff_size, NULL, NULL, options);
    TIFFOpenOptionsFree(options);
    if (!file->tiff) return 0;
    TIFFGetField(file->tiff, TIFFTAG_IMAGEWIDTH, &file->width);
    TIFFGetField(file->tiff, TIFFTAG_IMAGELENGTH, &file->height);
    TIFFGetField(file->tiff, TIFFTAG_TILEWIDTH, &file->tile_width);
    TIFFGetField(file->tiff, TIFFTAG_TILELENGTH, &file->tile_height);
    TIFFGetField(file->tiff, TIFFTAG_PHOTOMETRIC, &file->photometric);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_ROWSPERSTRIP, &file->rows_per_strip);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_BITSPERSAMPLE, &file->bits);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_SAMPLEFORMAT, &file->format);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_SAMPLESPERPIXEL, &file->channels);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_PLANARCONFIG, &file->planes);
    TIFFGetFieldDefaulted(file->tiff, TIFFTAG_ORIENTATION, &file->orientation);
    return 1;
}

/// Frees what `maquette_tiff_open` holds, also after a failure.
MAQUETTE_TIFF_FUNCTION void maquette_tiff_close(maquette_tiff *file) {
    if (file->tiff) TIFFClose(file->tiff);
}

#endif
