#!/usr/bin/env python3
"""Writes the archives and zarr folders that the tests import, with numpy 2.4.6 and zarr 3.1.6 (numcodecs 0.16.6).

Run it in this folder. Rewards count the steps of an episode in halves; observations are a tenth of the step plus the
column, actions a tenth of that, as float32.
"""
import shutil
import numpy as np


def ramp(n, width):
    return (np.arange(n)[:, None] / 10 + np.arange(width)).astype("f4")


def acts(n):
    return (ramp(n, 2) / 10).astype("f4")


lengths = [4, 6]
join = lambda f: np.concatenate([f(n) for n in lengths])
rews = join(lambda n: np.arange(n) / 2)
actions = join(lambda n: (np.arange(n)[:, None] / 100 + np.arange(2) / 10).astype("f4"))

np.savez_compressed("imitation.npz", obs=join(lambda n: ramp(n + 1, 3)), acts=actions, rews=rews,
                    infos=np.array([{}] * 10), indices=np.array([4]), terminal=np.array([True, False]))
last = join(lambda n: np.arange(n) == n - 1)
first = np.arange(10) < 4
np.savez("d4rl.npz", observations=join(lambda n: ramp(n, 3)).astype(">f4"), actions=actions, rewards=rews[:, None].astype("f2").astype("f4"),
         next_observations=join(lambda n: ramp(n + 1, 3)[1:]), terminals=last & first, timeouts=(last & ~first).astype("i4"),
         extra=np.zeros(10))
np.savez("ends.npz", obs=join(lambda n: ramp(n, 3)), action=actions, reward=rews, episode_ends=np.cumsum(lengths))


# zarr: PushT's layout in both versions, a folder with odd chunks and a zip, absent chunks, and each codec for itself.
import zarr
from numcodecs import LZ4, Blosc, GZip, Zlib, Zstd
from zarr.codecs import BloscCodec, Crc32cCodec, GzipCodec, ZstdCodec


def buffer(store, version, arrays):
    root = zarr.create_group(store, zarr_format=version, overwrite=True)
    for name, (data, chunks, kw) in arrays.items():
        a = root.create_array(name, shape=data.shape, dtype=data.dtype, chunks=chunks, **kw)
        a[...] = data


n = sum(lengths)
ends = np.cumsum(lengths)
state = join(lambda n: ramp(n, 3))
key = np.arange(n * 6, dtype="f4").reshape(n, 3, 2)
img = np.zeros((n, 32, 32, 3), "u1")
lz4 = dict(compressors=Blosc("lz4", 5, Blosc.SHUFFLE))
bits = dict(compressors=Blosc("zstd", 5, Blosc.BITSHUFFLE))
buffer("pusht2.zarr", 2, {"data/state": (state, (4, 3), lz4), "data/action": (actions, (3, 2), bits),
                          "data/keypoint": (key, (4, 3, 2), lz4), "data/img": (img, (5, 32, 32, 3), lz4), "meta/episode_ends": (ends, (2,), lz4)})
buffer("codecs3.zarr", 3, {
    "data/obs/a": (state[:, :1], (4, 1), dict(compressors=[GzipCodec(), Crc32cCodec()])),
    "data/obs/b": (state[:, 1:].astype(">f4"), (3, 1), dict(compressors=BloscCodec(cname="blosclz", shuffle="bitshuffle"))),
    "data/action": (actions, (4, 2), dict(compressors=ZstdCodec(checksum=True))), "data/reward": (rews, (10,), dict(compressors=None)),
    "data/zero": (np.zeros(n), (3,), {}), "meta/episode_ends": (ends, (2,), {})})
buffer("codecs2.zarr", 2, {
    "data/obs": (key, (3, 2, 1), dict(compressors=Zlib())), "data/next_obs": (np.zeros((n, 6)), (4, 4), {}),
    "data/action": (actions.astype(">f8"), (4, 2), dict(compressors=GZip())), "data/reward": (rews, (10,), dict(compressors=LZ4())),
    "data/terminations": (last, (4,), dict(compressors=Zstd())), "meta/episode_ends": (ends, (2,), {})})
import os, zipfile
for name, inside in {"pusht2": "pusht/", "codecs3": "", "codecs2": ""}.items():
    with zipfile.ZipFile(name + ".zarr.zip", "w", zipfile.ZIP_DEFLATED) as z:
        for folder, _, files in sorted(os.walk(name + ".zarr")):
            for f in sorted(files):
                data = open(os.path.join(folder, f), "rb").read()
                path = inside + os.path.join(folder, f) if inside else os.path.relpath(os.path.join(folder, f), name + ".zarr")
                z.writestr(zipfile.ZipInfo(path), data, zipfile.ZIP_DEFLATED)
    shutil.rmtree(name + ".zarr")
