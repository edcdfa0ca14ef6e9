#!/usr/bin/env python3
"""Exports a data set in every format, and reads each with the peers' own packages: all numbers must be equal to the bit.

    python check.py FENCHEL DIR

FENCHEL is the binary and DIR a data set with a box of actions. Tried with Python 3.11, numpy 2.4.6, zarr 3.1.6,
numcodecs 0.16.6, h5py 3.16.0, minari 0.5.4, pyarrow 26.0.1 and lerobot 0.4.4. A package that is absent is named and left out.
"""
import csv, json, os, subprocess, sys, tempfile
import numpy as np


def npz(path):
    data = np.load(path, allow_pickle=False)
    at, n = data["indices"], len(data["terminal"])
    # As imitation.data.serialize splits them.
    return list(zip(np.split(data["obs"], at + np.arange(n - 1) + 1), np.split(data["acts"], at), np.split(data["rews"], at)))


def table(path):
    episodes = {}
    for row in csv.DictReader(open(path)):
        episodes.setdefault(row["episode"], []).append(row)
    pick = lambda rows, prefix: np.array([[float(v) for k, v in r.items() if k.startswith(prefix)] for r in rows])
    return [(pick(r, "obs."), pick(r[:-1], "act."), pick(r[:-1], "reward")[:, 0]) for r in episodes.values()]


def zarr(path):
    import zarr
    root = zarr.open(path, mode="r")
    ends, data = root["meta/episode_ends"][:], root["data"]
    obs = [np.concatenate([a, b[-1:]]) for a, b in zip(np.split(data["obs"][:], ends[:-1]), np.split(data["next_obs"][:], ends[:-1]))]
    return list(zip(obs, np.split(data["action"][:], ends[:-1]), np.split(data["reward"][:], ends[:-1])))


def minari(path):
    import minari
    os.environ["MINARI_DATASETS_PATH"] = os.path.dirname(path)
    return [(e.observations, e.actions, e.rewards) for e in minari.load_dataset(os.path.basename(path))]


def lerobot(path):
    from lerobot.datasets.lerobot_dataset import LeRobotDataset
    os.environ["HF_HUB_OFFLINE"] = "1"
    data = LeRobotDataset("own/data", root=path)
    frames = data.hf_dataset.with_format(None)  # others make float32 of it
    episodes = []
    for i in range(data.num_episodes):
        e = data.meta.episodes[i]
        part = {k: np.array(v) for k, v in frames[e["dataset_from_index"]:e["dataset_to_index"]].items()}
        obs = np.concatenate([part["observation.state"], part["next.observation.state"][-1:]])
        act = part["action"]
        episodes.append((obs, act if act.ndim == 2 else act[:, None], part["next.reward"]))
    return episodes


def robomimic(path):
    import h5py
    with h5py.File(path) as f:
        demos = [f["data"][k] for k in sorted(f["data"], key=lambda k: int(k[5:]))]
        return [(np.concatenate([g["obs/state"][:], g["next_obs/state"][-1:]]), g["actions"][:], g["rewards"][:]) for g in demos]


def d4rl(path):
    import h5py
    with h5py.File(path) as f:
        at = np.flatnonzero(f["terminals"][:] | f["timeouts"][:])[:-1] + 1
        parts = [np.split(f[k][:], at) for k in ("observations", "next_observations", "actions", "rewards")]
    return [(np.concatenate([o, n[-1:]]), a, r) for o, n, a, r in zip(*parts)]


formats = {"csv": (table, "x.csv"), "npz": (npz, "x.npz"), "zarr": (zarr, "x.zarr"), "minari": (minari, "x-v0"), "lerobot": (lerobot, "x-lerobot"),
           "robomimic": (robomimic, "r.hdf5"), "d4rl": (d4rl, "d.hdf5")}
binary, data, wrong = os.path.abspath(sys.argv[1]), sys.argv[2], 0
with tempfile.TemporaryDirectory() as folder:
    export = lambda name, f: subprocess.run([binary, "data", "export", data, "-o", os.path.join(folder, name), "--format", f], capture_output=True, text=True)
    export("want.jsonl", "jsonl").check_returncode()
    lines = [json.loads(line) for line in open(os.path.join(folder, "want.jsonl"))]
    want = [[np.array(e[k]) for k in ("obs", "action", "reward")] for e in lines]
    for name, (read, target) in formats.items():
        made = export(target, name)
        if made.returncode:
            print(f"{name}: {made.stderr.strip()}")
            continue
        try:
            got = read(os.path.join(folder, target))
        except ImportError as missing:
            print(f"{name}: left out: {missing}")
            continue
        same = len(got) == len(want) and all(np.array_equal(a, b) and np.asarray(a).dtype == np.float64 for g, w in zip(got, want) for a, b in zip(g, w))
        print(f"{name}: {len(got)} episodes, {'equal' if same else 'NOT EQUAL'}")
        wrong += not same
sys.exit(wrong)
