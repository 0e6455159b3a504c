#ifndef MAQUETTE_CFONTCONFIG_SHIM_H
#define MAQUETTE_CFONTCONFIG_SHIM_H

#include <fontconfig/fontconfig.h>

#endif
