#ifndef MAQUETTE_CDNNL_SHIM_H
#define MAQUETTE_CDNNL_SHIM_H

#include <oneapi/dnnl/dnnl.h>

#endif
