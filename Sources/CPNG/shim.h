#ifndef MAQUETTE_CPNG_SHIM_H
#define MAQUETTE_CPNG_SHIM_H

#include <stdio.h>
#include <png.h>

#endif
