#ifndef MAQUETTE_CJPEG_SHIM_H
#define MAQUETTE_CJPEG_SHIM_H

#include <setjmp.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <jpeglib.h>
#include <jerror.h>

// libjpeg reports errors by never returning, so a jump has to be set, and jumps must not cross a Swift
// frame. Each function below that can fail returns 1 for success or 0 for failure with the reason in
// `message`.

#define MAQUETTE_JPEG_GUARDED static inline __attribute__((noinline, unused)) int

/// A reading of one file in memory.
typedef struct maquette_jpeg {
    struct jpeg_decompress_struct decompress;
    struct jpeg_error_mgr errors;
    struct jpeg_source_mgr source;
    struct jpeg_progress_mgr progress;
    jmp_buf jump;
    /// Why the last call failed.
    char message[JMSG_LENGTH_MAX];
} maquette_jpeg;

/// More scans than this are an attempt to keep the reader busy: photos have about ten.
#define MAQUETTE_JPEG_MOST_SCANS 500

static void maquette_jpeg_fail(j_common_ptr common) {
    maquette_jpeg *file = (maquette_jpeg *)common->client_data;
    common->err->format_message(common, file->message);
    longjmp(file->jump, 1);
}

/// Warnings that mean lost pixels end the reading; the others, such as bytes between markers, do not show.
static void maquette_jpeg_warn(j_common_ptr common, int level) {
    if (level >= 0) return;
    switch (common->err->msg_code) {
    case JWRN_HIT_MARKER:
    case JWRN_HUFF_BAD_CODE:
    case JWRN_ARITH_BAD_CODE:
    case JWRN_MUST_RESYNC:
    case JWRN_JPEG_EOF:
        maquette_jpeg_fail(common);
    }
}

static void maquette_jpeg_ignore(j_decompress_ptr decompress) { (void)decompress; }

static boolean maquette_jpeg_end_of_file(j_decompress_ptr decompress) {
    maquette_jpeg *file = (maquette_jpeg *)decompress->client_data;
    snprintf(file->message, sizeof file->message, "the file ends too early");
    longjmp(file->jump, 1);
}

static void maquette_jpeg_skip(j_decompress_ptr decompress, long count) {
    if (count <= 0) return;
    if ((size_t)count > decompress->src->bytes_in_buffer) maquette_jpeg_end_of_file(decompress);
    decompress->src->next_input_byte += count;
    decompress->src->bytes_in_buffer -= (size_t)count;
}

static void maquette_jpeg_count_scans(j_common_ptr common) {
    maquette_jpeg *file = (maquette_jpeg *)common->client_data;
    if (file->decompress.input_scan_number <= MAQUETTE_JPEG_MOST_SCANS) return;
    snprintf(file->message, sizeof file->message, "it has more than %d scans", MAQUETTE_JPEG_MOST_SCANS);
    longjmp(file->jump, 1);
}

/// Opens a file in memory, which must outlive the reading, and reads all that comes before its pixels.
MAQUETTE_JPEG_GUARDED maquette_jpeg_open(maquette_jpeg *file, const unsigned char *bytes, size_t count) {
    memset(file, 0, sizeof *file);
    file->decompress.err = jpeg_std_error(&file->errors);
    file->errors.error_exit = maquette_jpeg_fail;
    file->errors.emit_message = maquette_jpeg_warn;
    file->decompress.client_data = file;
    if (setjmp(file->jump)) return 0;
    jpeg_create_decompress(&file->decompress);
    file->source.next_input_byte = bytes;
    file->source.bytes_in_buffer = count;
    file->source.init_source = maquette_jpeg_ignore;
    file->source.fill_input_buffer = maquette_jpeg_end_of_file;
    file->source.skip_input_data = maquette_jpeg_skip;
    file->source.resync_to_restart = jpeg_resync_to_restart;
    file->source.term_source = maquette_jpeg_ignore;
    file->decompress.src = &file->source;
    file->progress.progress_monitor = maquette_jpeg_count_scans;
    file->decompress.progress = &file->progress;
    jpeg_save_markers(&file->decompress, JPEG_APP0 + 1, 0xFFFF);
    jpeg_read_header(&file->decompress, TRUE);
    return 1;
}

/// Reads all pixels into rows of `stride` bytes: grey, RGB, or CMYK as it is stored.
MAQUETTE_JPEG_GUARDED maquette_jpeg_read(
    maquette_jpeg *file, J_COLOR_SPACE color_space, unsigned char *samples, size_t stride)
{
    if (setjmp(file->jump)) return 0;
    struct jpeg_decompress_struct *decompress = &file->decompress;
    decompress->out_color_space = color_space;
    jpeg_start_decompress(decompress);
    while (decompress->output_scanline < decompress->output_height) {
        JSAMPROW row = samples + (size_t)decompress->output_scanline * stride;
        jpeg_read_scanlines(decompress, &row, 1);
    }
    return 1;
}

/// Frees what `maquette_jpeg_open` holds, also after a failure.
static inline __attribute__((unused)) void maquette_jpeg_close(maquette_jpeg *file) {
    jpeg_destroy_decompress(&file->decompress);
}

#endif
