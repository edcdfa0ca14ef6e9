#!/usr/bin/env python3
"""Writes frames.zip: frames that numcodecs 0.16.6 (c-blosc 1.21) makes of the bytes that the test computes.

Run it in this folder. A name says the compressor, the shuffle, the bytes of a number, the bytes of a block and of the
whole, and whether the content is noise.
"""
import zipfile
import numpy as np
from numcodecs import blosc


def content(n, size, noise):
    k = np.arange(n, dtype="u8")
    if noise:
        return (((k + 1) * 2654435761) % 4294967296 >> 13).astype("u1")
    return ((k // size) * 3 // 7 >> (8 * (k % size))).astype("u1") ^ (k % 251 == 0)


blosc.set_nthreads(1)
with zipfile.ZipFile("frames.zip", "w", zipfile.ZIP_DEFLATED) as z:
    for name in ["blosclz", "lz4", "lz4hc", "zlib", "zstd"]:
        for shuffle in [0, 1, 2]:
            for size, block, n in [(1, 0, 900), (2, 0, 30000), (4, 4096, 40000), (4, 4096, 40001), (8, 8192, 70008), (7, 0, 7700),
                                   (8, 0, 72), (24, 0, 24000), (4, 0, 3)]:
                for noise in [0, 1] if n < 1000 else [0]:
                    a = content(n, size, noise).astype("u1")
                    b = np.frombuffer(a.tobytes(), f"V{size}") if n % size == 0 else None
                    if b is None:
                        continue
                    frame = blosc.compress(b, name.encode(), 5, shuffle, block)
                    info = zipfile.ZipInfo(f"{name}-{shuffle}-{size}-{block}-{n}-{noise}")
                    z.writestr(info, frame, zipfile.ZIP_DEFLATED)
