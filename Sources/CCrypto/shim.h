#ifndef MAQUETTE_CCRYPTO_SHIM_H
#define MAQUETTE_CCRYPTO_SHIM_H

#include <openssl/crypto.h>
#include <openssl/evp.h>

#endif
