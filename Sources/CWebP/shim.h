#ifndef MAQUETTE_CWEBP_SHIM_H
#define MAQUETTE_CWEBP_SHIM_H

#include <webp/decode.h>

#endif
