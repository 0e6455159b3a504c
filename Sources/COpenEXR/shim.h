#ifndef MAQUETTE_COPENEXR_SHIM_H
#define MAQUETTE_COPENEXR_SHIM_H

#include <OpenEXR/openexr.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

// OpenEXRCore takes its streams as C callbacks and formats its errors with variable arguments, neither of
// which Swift can offer. Each function below that can fail returns 1 for success or 0 for failure with the
// reason in `message`.

#define MAQUETTE_EXR_FUNCTION static inline __attribute__((noinline, unused))

/// A reading or writing of one file in memory.
typedef struct maquette_exr {
    exr_context_t context;
    /// The file when reading; owned, with room for `capacity`, when writing.
    unsigned char *bytes;
    size_t count, capacity;
    /// Why the last call failed.
    char message[160];
} maquette_exr;

static void maquette_exr_report(exr_const_context_t context, exr_result_t code, const char *reason) {
    void *file = NULL;
    (void)code;
    if (exr_get_user_data(context, &file) == EXR_ERR_SUCCESS && file && reason)
        snprintf(((maquette_exr *)file)->message, sizeof ((maquette_exr *)file)->message, "%s", reason);
}

static int maquette_exr_succeeded(maquette_exr *file, exr_result_t result) {
    if (result == EXR_ERR_SUCCESS) return 1;
    if (!file->message[0])
        snprintf(file->message, sizeof file->message, "%s", exr_get_default_error_message(result));
    return 0;
}

static int64_t maquette_exr_take(
    exr_const_context_t context, void *user, void *buffer, uint64_t count, uint64_t offset,
    exr_stream_error_func_ptr_t fail)
{
    maquette_exr *file = (maquette_exr *)user;
    (void)context;
    (void)fail;
    if (offset >= file->count) return 0;
    if (count > file->count - offset) count = file->count - offset;
    memcpy(buffer, file->bytes + offset, count);
    return (int64_t)count;
}

static int64_t maquette_exr_size(exr_const_context_t context, void *user) {
    (void)context;
    return (int64_t)((maquette_exr *)user)->count;
}

static int64_t maquette_exr_put(
    exr_const_context_t context, void *user, const void *buffer, uint64_t count, uint64_t offset,
    exr_stream_error_func_ptr_t fail)
{
    maquette_exr *file = (maquette_exr *)user;
    size_t end = (size_t)offset + (size_t)count;
    if (end > file->capacity) {
        size_t capacity = 2 * end;
        unsigned char *larger = (unsigned char *)realloc(file->bytes, capacity);
        if (!larger) {
            fail(context, EXR_ERR_OUT_OF_MEMORY, "there is not enough memory");
            return -1;
        }
        memset(larger + file->capacity, 0, capacity - file->capacity);
        file->bytes = larger;
        file->capacity = capacity;
    }
    memcpy(file->bytes + offset, buffer, count);
    if (end > file->count) file->count = end;
    return (int64_t)count;
}

static exr_context_initializer_t maquette_exr_initializer(maquette_exr *file) {
    exr_context_initializer_t initializer = EXR_DEFAULT_CONTEXT_INITIALIZER;
    initializer.error_handler_fn = maquette_exr_report;
    initializer.user_data = file;
    initializer.read_fn = maquette_exr_take;
    initializer.size_fn = maquette_exr_size;
    initializer.write_fn = maquette_exr_put;
    initializer.flags = EXR_CONTEXT_FLAG_STRICT_HEADER | EXR_CONTEXT_FLAG_DISABLE_CHUNK_RECONSTRUCTION;
    return initializer;
}

/// Opens a file in memory, which must outlive the reading, and reads its header.
MAQUETTE_EXR_FUNCTION int maquette_exr_open(
    maquette_exr *file, const unsigned char *bytes, size_t count, int longest_side)
{
    memset(file, 0, sizeof *file);
    file->bytes = (unsigned char *)bytes;
    file->count = count;
    exr_context_initializer_t initializer = maquette_exr_initializer(file);
    initializer.max_image_width = longest_side;
    initializer.max_image_height = longest_side;
    return maquette_exr_succeeded(file, exr_start_read(&file->context, "depth", &initializer));
}

/// Reads one channel of the first part, made of scanlines, as Float32 into `samples`, the top row first.
MAQUETTE_EXR_FUNCTION int maquette_exr_read(maquette_exr *file, int channel, float *samples) {
    exr_attr_box2i_t window;
    int32_t lines = 0;
    if (!maquette_exr_succeeded(file, exr_get_data_window(file->context, 0, &window))) return 0;
    if (!maquette_exr_succeeded(file, exr_get_scanlines_per_chunk(file->context, 0, &lines)) || lines < 1) return 0;
    size_t width = (size_t)window.max.x - (size_t)window.min.x + 1;
    exr_decode_pipeline_t pipeline = EXR_DECODE_PIPELINE_INITIALIZER;
    int started = 0, fine = 1;
    for (int64_t y = window.min.y; fine && y <= window.max.y; y += lines) {
        exr_chunk_info_t chunk;
        fine = maquette_exr_succeeded(
            file, exr_read_scanline_chunk_info(file->context, 0, (int)y, &chunk));
        if (!fine) break;
        fine = maquette_exr_succeeded(
            file, started ? exr_decoding_update(file->context, 0, &chunk, &pipeline)
                          : exr_decoding_initialize(file->context, 0, &chunk, &pipeline));
        started = 1;
        if (!fine || channel >= pipeline.channel_count) break;
        for (int index = 0; index < pipeline.channel_count; index++) pipeline.channels[index].decode_to_ptr = NULL;
        exr_coding_channel_info_t *info = &pipeline.channels[channel];
        info->decode_to_ptr = (uint8_t *)(samples + (size_t)(y - window.min.y) * width);
        info->user_data_type = EXR_PIXEL_FLOAT;
        info->user_bytes_per_element = 4;
        info->user_pixel_stride = 4;
        info->user_line_stride = (int32_t)(4 * width);
        fine = maquette_exr_succeeded(
                   file, exr_decoding_choose_default_routines(file->context, 0, &pipeline))
            && maquette_exr_succeeded(file, exr_decoding_run(file->context, 0, &pipeline));
    }
    if (started) exr_decoding_destroy(file->context, &pipeline);
    return fine;
}

/// Writes a file of one Float32 channel, losslessly compressed; `file->bytes` holds it after `maquette_exr_finish`.
MAQUETTE_EXR_FUNCTION int maquette_exr_write(
    maquette_exr *file, const char *channel, const float *samples, int width, int height)
{
    memset(file, 0, sizeof *file);
    exr_context_initializer_t initializer = maquette_exr_initializer(file);
    int part = 0;
    int32_t lines = 0;
    if (!maquette_exr_succeeded(
            file, exr_start_write(&file->context, "depth", EXR_WRITE_FILE_DIRECTLY, &initializer))
        || !maquette_exr_succeeded(file, exr_add_part(file->context, "depth", EXR_STORAGE_SCANLINE, &part))
        || !maquette_exr_succeeded(
            file, exr_initialize_required_attr_simple(file->context, part, width, height, EXR_COMPRESSION_ZIP))
        || !maquette_exr_succeeded(
            file, exr_add_channel(
                      file->context, part, channel, EXR_PIXEL_FLOAT, EXR_PERCEPTUALLY_LINEAR, 1, 1))
        || !maquette_exr_succeeded(file, exr_write_header(file->context))
        || !maquette_exr_succeeded(file, exr_get_scanlines_per_chunk(file->context, part, &lines)))
        return 0;
    exr_encode_pipeline_t pipeline = EXR_ENCODE_PIPELINE_INITIALIZER;
    int fine = 1;
    for (int y = 0; fine && y < height; y += lines) {
        exr_chunk_info_t chunk;
        fine = maquette_exr_succeeded(file, exr_write_scanline_chunk_info(file->context, part, y, &chunk))
            && maquette_exr_succeeded(
                file, y ? exr_encoding_update(file->context, part, &chunk, &pipeline)
                        : exr_encoding_initialize(file->context, part, &chunk, &pipeline));
        if (!fine) break;
        pipeline.channels[0].encode_from_ptr = (const uint8_t *)(samples + (size_t)y * (size_t)width);
        pipeline.channels[0].user_data_type = EXR_PIXEL_FLOAT;
        pipeline.channels[0].user_bytes_per_element = 4;
        pipeline.channels[0].user_pixel_stride = 4;
        pipeline.channels[0].user_line_stride = 4 * width;
        fine = maquette_exr_succeeded(
                   file, exr_encoding_choose_default_routines(file->context, part, &pipeline))
            && maquette_exr_succeeded(file, exr_encoding_run(file->context, part, &pipeline));
    }
    exr_encoding_destroy(file->context, &pipeline);
    return fine;
}

/// Ends a reading or writing, also after a failure. What was written stays in `file->bytes` until it is freed.
MAQUETTE_EXR_FUNCTION int maquette_exr_finish(maquette_exr *file) {
    if (!file->context) return 1;
    return maquette_exr_succeeded(file, exr_finish(&file->context));
}

#endif
