#ifndef MAQUETTE_CASSIMP_SHIM_H
#define MAQUETTE_CASSIMP_SHIM_H

#include <assimp/cexport.h>
#include <assimp/cimport.h>
#include <assimp/config.h>
#include <assimp/postprocess.h>
#include <assimp/scene.h>
#include <assimp/version.h>

#endif
