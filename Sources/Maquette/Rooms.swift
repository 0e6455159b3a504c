// A program that imports `Maquette` speaks of scenes, cameras, pictures and checkpoints without
// naming the room each of them lives in.
@_exported import MaquetteCameras
@_exported import MaquetteDiffusion
@_exported import MaquetteImaging
@_exported import MaquetteProjection
@_exported import MaquetteRaster
@_exported import MaquetteScene
@_exported import MaquetteTensor
@_exported import MaquetteUnwrap
