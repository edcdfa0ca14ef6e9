#!/usr/bin/env python3
"""Writes the archives and zarr folders that the tests import, with numpy 2.4 and zarr 3.2 (numcodecs 0.16).

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
