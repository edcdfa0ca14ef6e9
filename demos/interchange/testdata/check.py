#!/usr/bin/env python3
"""Reads what the tests have exported to a folder, with h5py, as the loaders of Minari, D4RL and robomimic do."""
import json, sys
import h5py
import numpy as np

folder, lengths = sys.argv[1], [4, 5, 6, 7]

with open(folder + "/test-v0/data/metadata.json") as text:
    facts = json.load(text)
assert facts["total_episodes"] == 4 and facts["total_steps"] == sum(lengths) and facts["dataset_id"] == "test-v0"
space = json.loads(facts["observation_space"])
assert space["type"] == "Box" and space["shape"] == [3] and np.array(space["low"], "f4").shape == (3,)
with h5py.File(folder + "/test-v0/data/main_data.hdf5") as f:
    assert len(f) == 4
    for i, n in enumerate(lengths):
        g = f[f"episode_{i}"]
        assert g.attrs["id"] == i and g.attrs["total_steps"] == n
        assert g["observations"][:].shape == (n + 1, 3) and g["observations"].dtype == "f8"
        assert g["observations"][0, 0] == 1 / (3 + 10 * i)
        assert g["actions"][()].shape == (n, 2) and g["rewards"][:].shape == (n,)
        assert g["terminations"].dtype == bool and g["truncations"].dtype == bool
        assert g["terminations"][-1] == (i in (1, 2)) and g["truncations"][-1] == (i not in (1, 2))
        assert not g["terminations"][:-1].any()

with h5py.File(folder + "/d4rl.hdf5") as f:
    n = sum(lengths)
    assert f["observations"].shape == f["next_observations"].shape == (n, 3) and f["actions"].shape == (n, 2)
    ends = np.flatnonzero(f["terminals"][:] | f["timeouts"][:]) + 1
    assert list(ends) == list(np.cumsum(lengths))

with h5py.File(folder + "/robomimic.hdf5") as f:
    assert f["data"].attrs["total"] == sum(lengths)
    assert json.loads(f["data"].attrs["env_args"])["env_name"] == "foreign:test"
    demos = sorted(f["data"], key=lambda name: int(name[5:]))
    assert [f["data"][d].attrs["num_samples"] for d in demos] == lengths
    for d, n in zip(demos, lengths):
        g = f["data"][d]
        assert g["actions"].shape == (n, 2) and np.abs(g["actions"][:]).max() <= 1
        assert (g["obs/state"][1:] == g["next_obs/state"][:-1]).all()
