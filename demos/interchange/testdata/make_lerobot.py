#!/usr/bin/env python3
"""Writes lerobot.zip and minari-arrow.zip, folders laid out as LeRobot 3.0 and Minari 0.5 write them, with pyarrow 26.0.1.

Run it in this folder. The frames are in two files, the first of two row groups. Observations, actions and rewards are
those of make_numpy.py.
"""
import json, zipfile
import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq


def ramp(n, width):
    return (np.arange(n)[:, None] / 10 + np.arange(width)).astype("f4")


def acts(n):
    return (np.arange(n)[:, None] / 100 + np.arange(2) / 10).astype("f4")


def fixed(a):
    return pa.FixedSizeListArray.from_arrays(pa.array(a.reshape(-1)), a.shape[1])


def parquet(z, name, table, **kw):
    out = pa.BufferOutputStream()
    pq.write_table(table, out, compression="snappy", **kw)
    z.writestr(zipfile.ZipInfo(name), out.getvalue().to_pybytes())


def frames(i, n, start):
    grid = np.arange(n * 4, dtype="f4").reshape(n, 2, 2)
    return {"observation.state": fixed(ramp(n, 3)), "observation.grid": pa.array(grid.tolist(), pa.list_(pa.list_(pa.float32()))),
            "action": fixed(acts(n)), "next.reward": pa.array((np.arange(n) / 2).astype("f4")), "next.done": pa.array(np.arange(n) == n - 1),
            "next.success": pa.array((np.arange(n) == n - 1) & (i == 1)), "timestamp": pa.array((np.arange(n) / 10).astype("f4")),
            "frame_index": pa.array(np.arange(n)), "episode_index": pa.array(np.full(n, i)), "index": pa.array(start + np.arange(n)),
            "task_index": pa.array(np.zeros(n, "i8")), "effort": pa.array(np.zeros(n))}


with zipfile.ZipFile("lerobot.zip", "w", zipfile.ZIP_DEFLATED) as z:
    tables, start, lengths = [], 0, [4, 6, 5]
    for i, n in enumerate(lengths):
        tables.append(pa.table(frames(i, n, start)))
        start += n
    parquet(z, "data/chunk-000/file-000.parquet", pa.concat_tables(tables[:2]), row_group_size=7)
    parquet(z, "data/chunk-000/file-001.parquet", tables[2])
    parquet(z, "meta/episodes/chunk-000/file-000.parquet", pa.table({
        "episode_index": range(3), "tasks": [["push the block"]] * 3, "length": lengths, "stats/action/mean": [[0.5, 0.5]] * 3}))
    shapes = {"observation.state": [3], "observation.grid": [2, 2], "action": [2], "effort": [1], "next.reward": [1]}
    features = {k: {"dtype": str(tables[0].schema.field(k).type).replace("double", "float64").split("<")[0], "shape": shapes.get(k, [1]), "names": None} for k in tables[0].column_names}
    for k in ("observation.state", "observation.grid", "action", "next.reward", "timestamp"):
        features[k]["dtype"] = "float32"
    features["observation.images.top"] = {"dtype": "video", "shape": [96, 96, 3], "names": ["height", "width", "channels"]}
    z.writestr(zipfile.ZipInfo("meta/info.json"), json.dumps({
        "codebase_version": "v3.0", "robot_type": "so100", "fps": 10, "total_episodes": 3, "total_frames": 15, "total_tasks": 1, "features": features}))

with zipfile.ZipFile("minari-arrow.zip", "w", zipfile.ZIP_DEFLATED) as z:
    box = lambda n: json.dumps({"type": "Box", "dtype": "float32", "shape": [n], "low": [-9.0] * n, "high": [9.0] * n})
    for kind in ("arrow", "parquet"):
        for i, n in enumerate([4, 6]):
            pad = lambda a: np.concatenate([a, np.zeros((1,) + a.shape[1:], a.dtype)])
            obs = pa.StructArray.from_arrays([fixed(ramp(n + 1, 2)), fixed(ramp(n + 1, 3)[:, 2:])], ["a", "b"])
            table = pa.table({"observations": obs, "actions": fixed(pad(acts(n))), "rewards": pa.array(pad(np.arange(n) / 2)),
                              "terminations": pa.array(pad((np.arange(n) == n - 1) & (i == 0))), "truncations": pa.array(pad((np.arange(n) == n - 1) & (i == 1)))})
            out = pa.BufferOutputStream()
            if kind == "arrow":
                with pa.ipc.new_file(out, table.schema) as w:
                    w.write_batch(table.combine_chunks().to_batches()[0])
            else:
                pq.write_table(table, out)
            z.writestr(zipfile.ZipInfo(f"{kind}-v0/data/{i}/part-0.{kind}"), out.getvalue().to_pybytes())
            z.writestr(zipfile.ZipInfo(f"{kind}-v0/data/{i}/metadata.json"), json.dumps({"id": i, "total_steps": n, "seed": 3}))
        z.writestr(zipfile.ZipInfo(f"{kind}-v0/data/metadata.json"), json.dumps({
            "total_episodes": 2, "total_steps": 10, "data_format": kind, "observation_space": json.dumps({"type": "Dict", "subspaces": {"a": json.loads(box(2)), "b": json.loads(box(1))}}),
            "action_space": box(2), "dataset_id": f"{kind}-v0", "minari_version": "0.5.3"}))
