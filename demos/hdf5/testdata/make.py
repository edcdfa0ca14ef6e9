#!/usr/bin/env python3
"""Writes the corpus that the tests read: files of h5py, zipped, and corpus.json.gz with what is in them.

Made with h5py 3.16.0 and HDF5 2.0.0. Run it in this folder. Each dataset and attribute has its type, its shape and the
first 16 digits of the SHA-256 of its values: numbers as little-endian float64, whole numbers as int64, strings each with a zero behind.
"""
import gzip, hashlib, json, os, tempfile
import h5py
import numpy as np

corpus = {}


def describe(values):
    values = np.asarray(values)
    h = hashlib.sha256()
    if values.dtype.kind in "OSU":
        kind = "string"
        for s in values.reshape(-1):
            h.update((s if isinstance(s, bytes) else s.encode()) + b"\0")
    elif values.dtype.kind in "iub":
        kind = "int"
        h.update(values.astype("<i8").tobytes())
    else:
        kind = "float"
        h.update(values.astype("<f8").tobytes())
    return {"kind": kind, "shape": list(values.shape), "hash": h.hexdigest()[:16]}


def content(group):
    found = {}

    def attrs(path, obj):
        for name, value in obj.attrs.items():
            if isinstance(value, h5py.Empty):
                found[path + "@" + name] = {"kind": "empty"}
            else:
                found[path + "@" + name] = describe(value)

    def walk(path, g):
        attrs(path, g)
        for name in g:
            if isinstance(g.get(name, getlink=True), h5py.ExternalLink):
                continue
            child, at = g[name], (path + "/" + name).lstrip("/")
            if isinstance(child, h5py.Group):
                walk(at, child)
            elif isinstance(child, h5py.Dataset):
                attrs(at, child)
                found[at] = {"kind": "empty"} if child.shape is None else describe(child[()])

    walk("", group)
    return found


def write(name, fill, listed=True, **options):
    path = os.path.join(tempfile.mkdtemp(), name)
    with h5py.File(path, "w", **options) as f:
        fill(f)
    if listed:
        with h5py.File(path) as f:
            corpus[name] = content(f)
    with open(path, "rb") as f, gzip.GzipFile(name + ".gz", "wb", 9, mtime=0) as z:
        z.write(f.read())


def types(f):
    rng = np.random.default_rng(1)
    for t in "i1 i2 i4 i8 u1 u2 u4 u8 >i4 >u2 f2 f4 f8 >f4 >f8".split():
        info = rng.integers(-100, 100, (5, 3))
        f[t.replace(">", "big_")] = (np.abs(info) if "u" in t else info).astype(t)
    f["special"] = np.array([np.inf, -np.inf, np.nan, -0.0, 5e-324, 1e308])
    f["half"] = np.array([np.inf, -np.inf, 6e-8, -0.0, 65504, 1 / 3], "f2")
    f["bool"] = np.array([True, False, True])
    f["scalar"] = 3.5
    f["empty"] = h5py.Empty("f4")
    f["no_rows"] = np.zeros((0, 4), "f4")
    f["no_columns"] = np.zeros((4, 0), "f4")
    f["enum"] = np.array([2, -7, 2], "i2")
    f.create_dataset("enum2", data=[2, 1, 2], dtype=h5py.enum_dtype({"LEFT": 1, "RIGHT": 2}, basetype="u1"))
    f["fixed"] = np.array([b"one", b"", b"three"])
    f["text"] = ["", "häuser", "x" * 3000]
    f["one_text"] = "one"
    f.attrs["text"] = "an attribute"
    f.attrs["texts"] = ["a", "bc"]
    f.attrs["fixed"] = np.bytes_("abc")
    f.attrs["numbers"] = np.arange(6.0).reshape(2, 3)
    f.attrs["whole"] = np.int64(-(2**53) - 1)
    f.attrs["yes"] = True
    f.attrs["nothing"] = h5py.Empty("i4")
    f["special"].attrs["unit"] = "m"


def layouts(f):
    x = np.random.default_rng(2).normal(size=(37, 5)).astype("f4")
    f["contiguous"] = x
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_layout(h5py.h5d.COMPACT)
    d = h5py.h5d.create(f.id, b"compact", h5py.h5t.NATIVE_FLOAT, h5py.h5s.create_simple(x.shape), dcpl)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, x)
    filters = {"plain": {}, "gzip": {"compression": "gzip"}, "shuffle": {"shuffle": True, "compression": "gzip"},
               "fletcher": {"fletcher32": True}, "all": {"shuffle": True, "compression": 9, "fletcher32": True}}
    for name, o in filters.items():
        for extent, most in {"fixed": None, "rows": (None, 5), "columns": (37, None), "both": (None, None),
                             "bounded": (100, 7)}.items():
            f.create_dataset(f"{name}/{extent}", data=x, chunks=(8, 2), maxshape=most, **o)
            f.create_dataset(f"{name}/{extent}_one", data=x, chunks=(37, 5), maxshape=most, **o)
    f.create_dataset("deep", data=np.arange(6 * 5 * 7, dtype="i2").reshape(6, 5, 7), chunks=(2, 3, 7), compression="gzip")
    f.create_dataset("odd", data=np.arange(7, dtype="u1"), chunks=(3,), fletcher32=True)
    d = f.create_dataset("partial", (40, 3), "f8", chunks=(4, 3), fillvalue=-1.5, maxshape=(None, 3))
    d[17:19] = 2
    f.create_dataset("untouched", (6, 2), "i4", fillvalue=7)
    f.create_dataset("untouched_chunks", (6, 2), "i4", chunks=(2, 2), fillvalue=7)
    d = f.create_dataset("shrunk", data=np.arange(60.0), chunks=(4,), maxshape=(None,))
    d.resize((13,))
    dcpl = h5py.h5p.create(h5py.h5p.DATASET_CREATE)
    dcpl.set_chunk((8, 2))
    dcpl.set_alloc_time(h5py.h5d.ALLOC_TIME_EARLY)
    d = h5py.h5d.create(f.id, b"early", h5py.h5t.NATIVE_FLOAT, h5py.h5s.create_simple(x.shape), dcpl)
    d.write(h5py.h5s.ALL, h5py.h5s.ALL, x)


def many_chunks(f):
    x = np.arange(2200, dtype="f4")
    f.create_dataset("grows", data=x, chunks=(2,), maxshape=(None,))
    f.create_dataset("fixed", data=x, chunks=(2,))
    f.create_dataset("zipped", data=x[:2100], chunks=(2,), maxshape=(None,), compression="gzip")
    f.create_dataset("zipped_fixed", data=x[:2100], chunks=(2,), compression="gzip")
    f.create_dataset("both", data=x[:1200].reshape(20, 60), chunks=(1, 2), maxshape=(None, None))
    d = f.create_dataset("gaps", (100000,), "f4", chunks=(2,), maxshape=(None,), fillvalue=3)
    d[50000:50010] = 1
    d[99990:] = 2
    d = f.create_dataset("far", (300000,), "u1", chunks=(1,), maxshape=(None,), fillvalue=3)
    d[:3] = 1
    d[299990:] = 2
    d = f.create_dataset("gaps_fixed", (10000,), "f4", chunks=(2,), fillvalue=3)
    d[5000:5010] = 1


def groups(f):
    for i in range(300):
        g = f.create_group(f"data/demo_{i}")
        if i % 50 == 0:
            g["x"] = np.arange(i, i + 3)
    g = f.create_group("ordered", track_order=True)
    for i in range(300):
        g.create_group(f"episode_{i}").attrs["id"] = i
    g = f.create_group("few", track_order=True)
    g["z"], g["a"] = 1, 2
    f["soft"] = h5py.SoftLink("/few/z")
    f["few/relative"] = h5py.SoftLink("z")
    f["group_link"] = h5py.SoftLink("/few")
    f["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
    f["hard"] = f["few/a"]


def attributes(f):
    g = f.create_group("many", track_order=True)
    for i in range(200):
        g.attrs[f"key_{i}"] = i
    g = f.create_group("plain")
    for i in range(60):
        g.attrs[f"key_{i}"] = f"value {i}"
    g.attrs["long"] = np.arange(1000.0)
    g["typed"] = np.dtype("f4")
    g.create_dataset("named", data=np.arange(4, dtype="f4"), dtype=g["typed"])


def huge(f):
    for i in range(20):
        f.attrs[f"key_{i}"] = np.full(1000 + i, i / 7)
    f.attrs["large"] = np.full(20000, 1 / 3)


def refused(f):
    f["compound"] = np.zeros(3, [("a", "f4"), ("b", "i2")])
    f.create_dataset("sequences", (2,), h5py.vlen_dtype("u1"))
    f.create_dataset("lzf", data=np.arange(9), compression="lzf", chunks=(3,))
    f.create_dataset("scaled", data=np.arange(9), scaleoffset=4, chunks=(3,))
    f["complex"] = np.zeros(2, "c8")
    f["opaque"] = np.zeros(2, "V3")
    f.create_dataset("arrays", (2,), np.dtype(("f4", (3,))))
    f.create_dataset("references", (2,), h5py.ref_dtype)
    f.create_dataset("outside", (4,), "f4", external="data.bin")
    f["elsewhere"] = h5py.ExternalLink("other.h5", "/x")
    f["nowhere"] = h5py.SoftLink("/missing")
    f["circle"] = h5py.SoftLink("/circle")
    virtual = h5py.VirtualLayout((4,), "f4")
    virtual[:] = h5py.VirtualSource("other.h5", "x", (4,))
    f.create_virtual_dataset("virtual", virtual)
    f["good"] = 1.0
    f.attrs["pair"] = np.zeros((), [("a", "f4"), ("b", "i2")])


if __name__ == "__main__":
    for libver in ["earliest", "v108", "v110", "latest"]:
        for fill in [types, layouts, many_chunks, groups, attributes]:
            if fill is many_chunks and libver in ["v108", "v110"]:
                continue
            write(f"{fill.__name__}_{libver}.h5", fill, libver=libver)
    write("refused.h5", refused, listed=False)
    write("huge_latest.h5", huge, libver="latest")
    write("block_earliest.h5", lambda f: f.__setitem__("x", np.arange(5)), libver="earliest", userblock_size=1024)
    write("block_latest.h5", lambda f: f.__setitem__("x", np.arange(5)), libver="latest", userblock_size=512)
    with gzip.GzipFile("corpus.json.gz", "wb", 9, mtime=0) as out:
        out.write(json.dumps(corpus, sort_keys=True).encode())
