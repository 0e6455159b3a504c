#ifndef MAQUETTE_CPNG_SHIM_H
#define MAQUETTE_CPNG_SHIM_H

#include <setjmp.h>
#include <stdio.h>
#include <string.h>
#include <png.h>

// libpng reports errors by longjmp, which must never cross a Swift frame. Each function below that
// can fail sets its own jump target, calls libpng, and returns 1 for success or 0 for failure with
// the reason in `message`. Whatever cannot jump (png_get_...) is called from Swift directly.

#define MAQUETTE_PNG_GUARDED static inline __attribute__((noinline, unused)) int

/// A reading or writing of one file in memory.
typedef struct maquette_png {
    png_structp png;
    png_infop info;
    /// What is left to read; unused when writing.
    const unsigned char *input;
    size_t input_left;
    /// Why the last call failed.
    char message[128];
} maquette_png;

static void maquette_png_fail(png_structp png, png_const_charp reason) {
    maquette_png *file = (maquette_png *)png_get_error_ptr(png);
    snprintf(file->message, sizeof file->message, "%s", reason);
    png_longjmp(png, 1);
}

static void maquette_png_ignore(png_structp png, png_const_charp reason) {
    (void)png;
    (void)reason;
}

static void maquette_png_take(png_structp png, png_bytep bytes, size_t count) {
    maquette_png *file = (maquette_png *)png_get_io_ptr(png);
    if (count > file->input_left) png_error(png, "the file ends too early");
    memcpy(bytes, file->input, count);
    file->input += count;
    file->input_left -= count;
}

static void maquette_png_flush(png_structp png) { (void)png; }

/// Opens a file in memory and reads all that comes before its pixels.
MAQUETTE_PNG_GUARDED maquette_png_open(
    maquette_png *file, const unsigned char *bytes, size_t count, png_uint_32 largest_side)
{
    memset(file, 0, sizeof *file);
    file->input = bytes;
    file->input_left = count;
    file->png = png_create_read_struct(
        PNG_LIBPNG_VER_STRING, file, maquette_png_fail, maquette_png_ignore);
    if (!file->png) return 0;
    if (setjmp(png_jmpbuf(file->png))) return 0;
    file->info = png_create_info_struct(file->png);
    if (!file->info) return 0;
    png_set_read_fn(file->png, file, maquette_png_take);
    png_set_user_limits(file->png, largest_side, largest_side);
    png_read_info(file->png, file->info);
    return 1;
}

/// Asks for 8 bits a sample, for RGB in place of a palette, for RGBA where anything is transparent.
MAQUETTE_PNG_GUARDED maquette_png_convert_to_8_bits(maquette_png *file) {
    if (setjmp(png_jmpbuf(file->png))) return 0;
    png_set_expand(file->png);
    png_set_scale_16(file->png);
    int color_type = png_get_color_type(file->png, file->info);
    int transparent = (color_type & PNG_COLOR_MASK_ALPHA) != 0
        || png_get_valid(file->png, file->info, PNG_INFO_tRNS) != 0;
    if (transparent) png_set_gray_to_rgb(file->png);
    png_set_interlace_handling(file->png);
    png_read_update_info(file->png, file->info);
    return 1;
}

/// Asks for 16 bits a sample (most significant byte first); 8 bits and fewer are widened.
MAQUETTE_PNG_GUARDED maquette_png_convert_to_16_bits(maquette_png *file) {
    if (setjmp(png_jmpbuf(file->png))) return 0;
    png_set_expand_16(file->png);
    png_set_interlace_handling(file->png);
    png_read_update_info(file->png, file->info);
    return 1;
}

/// Reads all rows into `samples`, `stride` bytes apart, and whatever follows them.
MAQUETTE_PNG_GUARDED maquette_png_read_rows(maquette_png *file, unsigned char *samples, size_t stride) {
    if (setjmp(png_jmpbuf(file->png))) return 0;
    png_uint_32 height = png_get_image_height(file->png, file->info);
    int passes = png_get_interlace_type(file->png, file->info) == PNG_INTERLACE_ADAM7 ? 7 : 1;
    for (int pass = 0; pass < passes; pass++)
        for (png_uint_32 row = 0; row < height; row++)
            png_read_row(file->png, samples + row * stride, NULL);
    png_read_end(file->png, file->info);
    return 1;
}

/// Frees what `maquette_png_open` holds, also after a failure.
static inline __attribute__((unused)) void maquette_png_close(maquette_png *file) {
    if (file->png) png_destroy_read_struct(&file->png, &file->info, NULL);
}

/// Begins a file whose bytes go to `write`; `destination` is its png_get_io_ptr.
MAQUETTE_PNG_GUARDED maquette_png_create(
    maquette_png *file, png_rw_ptr write, void *destination, png_uint_32 width, png_uint_32 height,
    int bit_depth, int color_type, int compression_level, int filters)
{
    memset(file, 0, sizeof *file);
    file->png = png_create_write_struct(
        PNG_LIBPNG_VER_STRING, file, maquette_png_fail, maquette_png_ignore);
    if (!file->png) return 0;
    if (setjmp(png_jmpbuf(file->png))) return 0;
    file->info = png_create_info_struct(file->png);
    if (!file->info) return 0;
    png_set_write_fn(file->png, destination, write, maquette_png_flush);
    png_set_user_limits(file->png, PNG_UINT_31_MAX, PNG_UINT_31_MAX);
    png_set_compression_level(file->png, compression_level);
    png_set_filter(file->png, PNG_FILTER_TYPE_BASE, filters);
    png_set_IHDR(
        file->png, file->info, width, height, bit_depth, color_type, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_BASE, PNG_FILTER_TYPE_BASE);
    return 1;
}

/// Adds a text chunk: tEXt for ASCII, iTXt for everything else.
MAQUETTE_PNG_GUARDED maquette_png_add_text(
    maquette_png *file, const char *key, const char *value, int is_ascii)
{
    if (setjmp(png_jmpbuf(file->png))) return 0;
    png_text text;
    memset(&text, 0, sizeof text);
    text.compression = is_ascii ? PNG_TEXT_COMPRESSION_NONE : PNG_ITXT_COMPRESSION_NONE;
    text.key = (png_charp)key;
    text.text = (png_charp)value;
    png_set_text(file->png, file->info, &text, 1);
    return 1;
}

/// Writes the header, all rows of `samples`, `stride` bytes apart, and the end.
MAQUETTE_PNG_GUARDED maquette_png_write_rows(
    maquette_png *file, const unsigned char *samples, size_t stride)
{
    if (setjmp(png_jmpbuf(file->png))) return 0;
    png_write_info(file->png, file->info);
    png_uint_32 height = png_get_image_height(file->png, file->info);
    for (png_uint_32 row = 0; row < height; row++)
        png_write_row(file->png, samples + row * stride);
    png_write_end(file->png, NULL);
    return 1;
}

/// Frees what `maquette_png_create` holds, also after a failure.
static inline __attribute__((unused)) void maquette_png_finish(maquette_png *file) {
    if (file->png) png_destroy_write_struct(&file->png, &file->info);
}

#endif
