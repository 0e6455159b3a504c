#ifndef MAQUETTE_CWEBP_SHIM_H
#define MAQUETTE_CWEBP_SHIM_H

#include <webp/decode.h>
#include <webp/encode.h>

#endif
