"""Trains maquette's small depth-conditioned diffusion model from pictures that this package renders itself."""
