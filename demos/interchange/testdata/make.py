#!/usr/bin/env python3
"""Writes the files that the tests import, laid out as Minari 0.5, D4RL and robomimic write them, with h5py 3.16.0.

Run it in this folder. Rewards count the steps of an episode in halves; the first number of an observation is the step
in tenths, as float32, or the step is one-hot.
"""
import json, os, shutil
import h5py
import numpy as np


def ramp(n, width):
    return (np.arange(n)[:, None] / 10 + np.arange(width)).astype("f4")


def rewards(n):
    return np.arange(n) / 2


def last(n, on):
    flags = np.zeros(n, bool)
    flags[-1] = on
    return flags


def box(n, low="-Infinity", high="Infinity"):
    bounds = lambda x: "[" + ", ".join([x] * n) + "]"
    return f'{{"type": "Box", "dtype": "float32", "shape": [{n}], "low": {bounds(low)}, "high": {bounds(high)}}}'


def minari(name, observation, action, fill, lengths):
    shutil.rmtree(name, ignore_errors=True)
    os.makedirs(name + "/data")
    with h5py.File(name + "/data/main_data.hdf5", "w", track_order=True) as f:
        for i, n in enumerate(lengths):
            g = f.create_group(f"episode_{i}", track_order=True)
            g.attrs["id"], g.attrs["total_steps"], g.attrs["seed"] = i, n, 7 + i
            fill(g, i, n)
            for key, data in {"rewards": rewards(n), "terminations": last(n, i == 0 and "dict" in name),
                              "truncations": last(n, i > 0 or "dict" not in name)}.items():
                g.create_dataset(key, data=data, chunks=True, maxshape=(None,))
    facts = {"total_episodes": len(lengths), "total_steps": sum(lengths), "data_format": "hdf5", "jpeg_encoding": True,
             "observation_space": observation, "action_space": action, "dataset_id": name, "minari_version": "0.5.3",
             "author": ["nobody"], "dataset_size": 0.1}
    with open(name + "/data/metadata.json", "w") as out:
        json.dump(facts, out)


def dictionary(g, i, n):
    for key, width in {"observation": 3, "desired_goal": 1, "achieved_goal": 2}.items():
        g.create_dataset("observations/" + key, data=ramp(n + 1, width), chunks=True, maxshape=(None, width))
    g["actions"] = (ramp(n, 2) / 10).astype("f4")
    g["infos/success"] = np.zeros(n + 1, bool)


def discrete(g, i, n):
    g["observations"] = np.arange(n + 1) % 3
    g["actions"] = np.arange(n) % 4 + 1


keys = {"observation": 3, "desired_goal": 1, "achieved_goal": 2}
spaces = ", ".join(f'"{k}": {box(n)}' for k, n in keys.items())
minari("minari-dict-v0", f'{{"type": "Dict", "subspaces": {{{spaces}}}}}', box(2, "-1.0", "1.0"), dictionary, [4, 5, 6])
minari("minari-discrete-v0", '{"type": "Discrete", "dtype": "int64", "start": 0, "n": 3}',
       '{"type": "Discrete", "dtype": "int64", "start": 1, "n": 4}', discrete, [3, 5])

with h5py.File("d4rl.hdf5", "w") as f:
    lengths = [9, 14, 7]
    o = dict(compression="gzip")
    f.create_dataset("observations", data=np.concatenate([ramp(n, 2) for n in lengths]), **o)
    f.create_dataset("actions", data=np.concatenate([ramp(n, 3) / 10 for n in lengths]), **o)
    f.create_dataset("rewards", data=np.concatenate([rewards(n) for n in lengths]).astype("f4"), **o)
    f.create_dataset("terminals", data=np.concatenate([last(9, True), last(14, False), last(7, False)]), **o)
    f.create_dataset("timeouts", data=np.concatenate([last(9, False), last(14, True), last(7, False)]), **o)
    f["infos/qpos"] = np.zeros((30, 2))
    f["metadata/algorithm"] = "SAC"

with h5py.File("robomimic.hdf5", "w") as f:
    data = f.create_group("data")
    data.attrs["total"] = 10
    data.attrs["env_args"] = json.dumps({"env_name": "Lift", "env_type": 1, "env_kwargs": {}})
    for i, n in enumerate([4, 6]):
        g = data.create_group(f"demo_{i}")
        g.attrs["num_samples"] = n
        g.attrs["model_file"] = "<mujoco/>" * 1000
        g["states"] = np.zeros((n, 5))
        g["actions"] = np.clip(ramp(n, 7) - 3, -1, 1)
        g["rewards"], g["dones"] = rewards(n), last(n, i == 0).astype("i8")
        for key, shift in {"obs": 0, "next_obs": 1}.items():
            g[key + "/object"] = ramp(n + 1, 3)[shift:shift + n]
            g[key + "/robot0_eef_pos"] = ramp(n + 1, 2)[shift:shift + n]
            g.create_dataset(key + "/agentview_image", data=np.zeros((n, 40, 40, 3), "u1"), compression="gzip")
    f["mask/train"] = np.array([b"demo_0"])
    f["mask/valid"] = np.array([b"demo_1"])
