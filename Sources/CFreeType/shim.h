#ifndef MAQUETTE_CFREETYPE_SHIM_H
#define MAQUETTE_CFREETYPE_SHIM_H

#include <ft2build.h>
#include FT_FREETYPE_H

// What FreeType spells as macros that Swift cannot read.

/// Outlines as they were drawn, in 256 levels of grey: every letter keeps its width at every size.
static const FT_Int32 maquette_ft_unhinted_grey = FT_LOAD_RENDER | FT_LOAD_NO_HINTING | FT_LOAD_TARGET_NORMAL;

#endif
