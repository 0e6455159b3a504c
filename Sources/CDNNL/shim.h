#ifndef MAQUETTE_CDNNL_SHIM_H
#define MAQUETTE_CDNNL_SHIM_H

// One face for oneDNN 2.x and 3.x, whose C interfaces differ in how memory descriptors are held
// (a struct there, an opaque handle here) and how primitive descriptors are made (an operation
// descriptor first, or in one call). Nothing is computed here.

#include <oneapi/dnnl/dnnl.h>
#include <stdlib.h>

/// A memory descriptor on the heap, owned by whoever asked for it.
typedef struct maquette_memory_descriptor *maquette_memory_descriptor_t;

#if DNNL_VERSION_MAJOR >= 3
#define MAQUETTE_DESCRIPTOR(handle) ((dnnl_memory_desc_t)(handle))
#else
#define MAQUETTE_DESCRIPTOR(handle) ((dnnl_memory_desc_t *)(handle))
#endif

// MARK: - Memory descriptors

static inline void maquette_memory_descriptor_destroy(maquette_memory_descriptor_t descriptor) {
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_destroy(MAQUETTE_DESCRIPTOR(descriptor));
#else
    free(descriptor);
#endif
}

static inline dnnl_status_t maquette_memory_descriptor_create_strided(
        maquette_memory_descriptor_t *result, int rank, const int64_t *extents,
        dnnl_data_type_t type, const int64_t *strides) {
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_t descriptor = NULL;
    dnnl_status_t status = dnnl_memory_desc_create_with_strides(&descriptor, rank, extents, type, strides);
    *result = (maquette_memory_descriptor_t)descriptor;
    return status;
#else
    dnnl_memory_desc_t *descriptor = (dnnl_memory_desc_t *)calloc(1, sizeof(dnnl_memory_desc_t));
    if (descriptor == NULL) return dnnl_out_of_memory;
    *result = (maquette_memory_descriptor_t)descriptor;
    return dnnl_memory_desc_init_by_strides(descriptor, rank, extents, type, strides);
#endif
}

static inline dnnl_status_t maquette_memory_descriptor_create_any(
        maquette_memory_descriptor_t *result, int rank, const int64_t *extents, dnnl_data_type_t type) {
#if DNNL_VERSION_MAJOR >= 3
    dnnl_memory_desc_t descriptor = NULL;
    dnnl_status_t status
            = dnnl_memory_desc_create_with_tag(&descriptor, rank, extents, type, dnnl_format_tag_any);
    *result = (maquette_memory_descriptor_t)descriptor;
    return status;
#else
    dnnl_memory_desc_t *descriptor = (dnnl_memory_desc_t *)calloc(1, sizeof(dnnl_memory_desc_t));
    if (descriptor == NULL) return dnnl_out_of_memory;
    *result = (maquette_memory_descriptor_t)descriptor;
    return dnnl_memory_desc_init_by_tag(descriptor, rank, extents, type, dnnl_format_tag_any);
#endif
}

/// The layout a primitive chose for one of its arguments (`dnnl_query_weights_md`, ...), as a copy to own.
static inline dnnl_status_t maquette_memory_descriptor_create_queried(
        maquette_memory_descriptor_t *result, const_dnnl_primitive_desc_t primitive, dnnl_query_t what) {
#if DNNL_VERSION_MAJOR >= 3
    const_dnnl_memory_desc_t found = dnnl_primitive_desc_query_md(primitive, what, 0);
    if (found == NULL) return dnnl_invalid_arguments;
    dnnl_memory_desc_t copy = NULL;
    dnnl_status_t status = dnnl_memory_desc_clone(&copy, found);
    *result = (maquette_memory_descriptor_t)copy;
    return status;
#else
    const dnnl_memory_desc_t *found = dnnl_primitive_desc_query_md(primitive, what, 0);
    if (found == NULL) return dnnl_invalid_arguments;
    dnnl_memory_desc_t *copy = (dnnl_memory_desc_t *)malloc(sizeof(dnnl_memory_desc_t));
    if (copy == NULL) return dnnl_out_of_memory;
    *copy = *found;
    *result = (maquette_memory_descriptor_t)copy;
    return dnnl_success;
#endif
}

static inline int maquette_memory_descriptor_equal(
        maquette_memory_descriptor_t a, maquette_memory_descriptor_t b) {
    return dnnl_memory_desc_equal(MAQUETTE_DESCRIPTOR(a), MAQUETTE_DESCRIPTOR(b));
}

static inline size_t maquette_memory_descriptor_size(maquette_memory_descriptor_t descriptor) {
    return dnnl_memory_desc_get_size(MAQUETTE_DESCRIPTOR(descriptor));
}

/// How a layout nests blocks: the outer strides of all axes, and the inner blocks from the outermost to the innermost.
typedef struct {
    int rank, block_count;
    int64_t strides[DNNL_MAX_NDIMS], block_sizes[DNNL_MAX_NDIMS], block_axes[DNNL_MAX_NDIMS];
} maquette_blocking_t;

/// Tells how a layout nests blocks; 0 if it does not consist of blocks.
static inline int maquette_memory_descriptor_blocking(
        maquette_memory_descriptor_t descriptor, maquette_blocking_t *result) {
#if DNNL_VERSION_MAJOR >= 3
    const_dnnl_memory_desc_t layout = MAQUETTE_DESCRIPTOR(descriptor);
    dnnl_format_kind_t kind = dnnl_format_kind_undef;
    const dnnl_dims_t *strides = NULL, *sizes = NULL, *axes = NULL;
    if (dnnl_memory_desc_query(layout, dnnl_query_format_kind, &kind) != dnnl_success || kind != dnnl_blocked
            || dnnl_memory_desc_query(layout, dnnl_query_ndims_s32, &result->rank) != dnnl_success
            || dnnl_memory_desc_query(layout, dnnl_query_inner_nblks_s32, &result->block_count) != dnnl_success
            || dnnl_memory_desc_query(layout, dnnl_query_strides, &strides) != dnnl_success
            || dnnl_memory_desc_query(layout, dnnl_query_inner_blks, &sizes) != dnnl_success
            || dnnl_memory_desc_query(layout, dnnl_query_inner_idxs, &axes) != dnnl_success)
        return 0;
    for (int axis = 0; axis < result->rank; ++axis) result->strides[axis] = (*strides)[axis];
    for (int block = 0; block < result->block_count; ++block) {
        result->block_sizes[block] = (*sizes)[block];
        result->block_axes[block] = (*axes)[block];
    }
#else
    const dnnl_memory_desc_t *layout = MAQUETTE_DESCRIPTOR(descriptor);
    if (layout->format_kind != dnnl_blocked || layout->extra.flags != 0) return 0;
    const dnnl_blocking_desc_t *blocking = &layout->format_desc.blocking;
    result->rank = layout->ndims;
    result->block_count = blocking->inner_nblks;
    for (int axis = 0; axis < result->rank; ++axis) result->strides[axis] = blocking->strides[axis];
    for (int block = 0; block < result->block_count; ++block) {
        result->block_sizes[block] = blocking->inner_blks[block];
        result->block_axes[block] = blocking->inner_idxs[block];
    }
#endif
    return 1;
}

static inline dnnl_status_t maquette_memory_create(dnnl_memory_t *result,
        maquette_memory_descriptor_t descriptor, dnnl_engine_t engine, void *data) {
    return dnnl_memory_create(result, MAQUETTE_DESCRIPTOR(descriptor), engine, data);
}

// MARK: - Post operations

static inline dnnl_status_t maquette_post_operations_append_eltwise(
        dnnl_post_ops_t operations, dnnl_alg_kind_t algorithm, float alpha, float beta) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_post_ops_append_eltwise(operations, algorithm, alpha, beta);
#else
    return dnnl_post_ops_append_eltwise(operations, 1.0f, algorithm, alpha, beta);
#endif
}

static inline dnnl_status_t maquette_post_operations_append_sum(dnnl_post_ops_t operations) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_post_ops_append_sum(operations, 1.0f, 0, dnnl_data_type_undef);
#else
    return dnnl_post_ops_append_sum(operations, 1.0f);
#endif
}

static inline dnnl_status_t maquette_post_operations_append_binary(dnnl_post_ops_t operations,
        dnnl_alg_kind_t algorithm, maquette_memory_descriptor_t other) {
    return dnnl_post_ops_append_binary(operations, algorithm, MAQUETTE_DESCRIPTOR(other));
}

// MARK: - Primitive descriptors

static inline dnnl_status_t maquette_convolution_create(dnnl_primitive_desc_t *result,
        dnnl_engine_t engine, maquette_memory_descriptor_t source, maquette_memory_descriptor_t weights,
        maquette_memory_descriptor_t bias, maquette_memory_descriptor_t destination,
        const int64_t *strides, const int64_t *padding_before, const int64_t *padding_after,
        const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_convolution_forward_primitive_desc_create(result, engine, dnnl_forward_inference,
            dnnl_convolution_direct, MAQUETTE_DESCRIPTOR(source), MAQUETTE_DESCRIPTOR(weights),
            MAQUETTE_DESCRIPTOR(bias), MAQUETTE_DESCRIPTOR(destination), strides, NULL, padding_before,
            padding_after, attributes);
#else
    dnnl_convolution_desc_t operation;
    dnnl_status_t status = dnnl_convolution_forward_desc_init(&operation, dnnl_forward_inference,
            dnnl_convolution_direct, MAQUETTE_DESCRIPTOR(source), MAQUETTE_DESCRIPTOR(weights),
            MAQUETTE_DESCRIPTOR(bias), MAQUETTE_DESCRIPTOR(destination), strides, padding_before,
            padding_after);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(result, &operation, attributes, engine, NULL);
#endif
}

static inline dnnl_status_t maquette_matmul_create(dnnl_primitive_desc_t *result, dnnl_engine_t engine,
        maquette_memory_descriptor_t source, maquette_memory_descriptor_t weights,
        maquette_memory_descriptor_t bias, maquette_memory_descriptor_t destination,
        const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_matmul_primitive_desc_create(result, engine, MAQUETTE_DESCRIPTOR(source),
            MAQUETTE_DESCRIPTOR(weights), MAQUETTE_DESCRIPTOR(bias), MAQUETTE_DESCRIPTOR(destination),
            attributes);
#else
    dnnl_matmul_desc_t operation;
    dnnl_status_t status = dnnl_matmul_desc_init(&operation, MAQUETTE_DESCRIPTOR(source),
            MAQUETTE_DESCRIPTOR(weights), MAQUETTE_DESCRIPTOR(bias), MAQUETTE_DESCRIPTOR(destination));
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(result, &operation, attributes, engine, NULL);
#endif
}

static inline dnnl_status_t maquette_softmax_create(dnnl_primitive_desc_t *result, dnnl_engine_t engine,
        maquette_memory_descriptor_t source, maquette_memory_descriptor_t destination, int axis,
        const_dnnl_primitive_attr_t attributes) {
#if DNNL_VERSION_MAJOR >= 3
    return dnnl_softmax_forward_primitive_desc_create(result, engine, dnnl_forward_inference,
            dnnl_softmax_accurate, MAQUETTE_DESCRIPTOR(source), MAQUETTE_DESCRIPTOR(destination), axis,
            attributes);
#else
    dnnl_softmax_v2_desc_t operation;
    dnnl_status_t status = dnnl_softmax_v2_forward_desc_init(&operation, dnnl_forward_inference,
            dnnl_softmax_accurate, MAQUETTE_DESCRIPTOR(source), MAQUETTE_DESCRIPTOR(destination), axis);
    if (status != dnnl_success) return status;
    return dnnl_primitive_desc_create(result, &operation, attributes, engine, NULL);
#endif
}

static inline dnnl_status_t maquette_reorder_create(dnnl_primitive_desc_t *result, dnnl_engine_t engine,
        maquette_memory_descriptor_t source, maquette_memory_descriptor_t destination,
        const_dnnl_primitive_attr_t attributes) {
    return dnnl_reorder_primitive_desc_create(result, MAQUETTE_DESCRIPTOR(source), engine,
            MAQUETTE_DESCRIPTOR(destination), engine, attributes);
}

// MARK: - OpenMP

// The few entry points of the OpenMP runtime that oneDNN itself runs on: our own loops share its
// threads, because a second pool would fight with OpenMP's waiting threads for the same cores.
// (`GOMP_parallel` is the stable entry that compilers emit; LLVM's runtime has it as well.)

extern void omp_set_num_threads(int count);
extern int omp_get_max_threads(void);
extern int omp_get_num_procs(void);
extern int omp_get_thread_num(void);
extern int omp_in_parallel(void);
extern void GOMP_parallel(void (*body)(void *), void *data, unsigned thread_count, unsigned flags);

#endif
