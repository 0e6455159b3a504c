#ifndef MAQUETTE_CVECTORBITS_SHIM_H
#define MAQUETTE_CVECTORBITS_SHIM_H

// Widening and narrowing of sixteen whole numbers at a time. Swift's own conversion of vectors is a call for each,
// with the vectors cut into quarters. Only bits are moved here; nothing is computed in floating point.

#include <stdint.h>

typedef uint16_t maquette_narrow16 __attribute__((vector_size(32), aligned(1), may_alias));
typedef uint32_t maquette_wide16 __attribute__((vector_size(64), aligned(1), may_alias));

/// Widens sixteen numbers of 16 bits to 32 bits.
static inline __attribute__((always_inline, unused)) void maquette_widen(const void *source, void *target) {
    *(maquette_wide16 *)target = __builtin_convertvector(*(const maquette_narrow16 *)source, maquette_wide16);
}

/// Makes the bit patterns of sixteen single precision numbers of those of bfloat16 numbers.
static inline __attribute__((always_inline, unused)) void maquette_widen_bfloat16(const void *source, void *target) {
    *(maquette_wide16 *)target
            = __builtin_convertvector(*(const maquette_narrow16 *)source, maquette_wide16) << 16;
}

/// Makes the bit patterns of sixteen bfloat16 numbers of those of single precision numbers: rounded to nearest, ties
/// to even. What is not a number stays so.
static inline __attribute__((always_inline, unused)) void maquette_narrow_to_bfloat16(const void *source, void *target) {
    maquette_wide16 bits = *(const maquette_wide16 *)source;
    maquette_wide16 rounded = (bits + 0x7FFF + ((bits >> 16) & 1)) >> 16;
    maquette_wide16 is_nan = (maquette_wide16)((bits & 0x7FFFFFFF) > 0x7F800000);
    rounded = (is_nan & 0x7FC0) | (~is_nan & rounded);
    *(maquette_narrow16 *)target = __builtin_convertvector(rounded, maquette_narrow16);
}

#endif
