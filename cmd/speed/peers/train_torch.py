"""Training steps of package policy's network in PyTorch, on one core: the work that train_jax.py describes, eagerly.

    echo pairwise 256 1 | python3 train_torch.py
"""
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})

import torch

torch.set_num_threads(1)
torch.set_num_interop_threads(1)

OBS, K = 17, 6


def network(outputs):
    f = torch.nn.Sequential(
        torch.nn.Linear(OBS, 256), torch.nn.ReLU(), torch.nn.Linear(256, 256), torch.nn.ReLU(), torch.nn.Linear(256, outputs)
    )
    with torch.no_grad():
        for i in (0, 2, 4):
            f[i].weight.normal_(0, (2 / f[i].in_features) ** 0.5)
            f[i].bias.zero_()
        f[4].weight *= 0.1
        f[4].weight[K:] = 0  # the pairwise part starts at zero
    return f


INDEX = torch.zeros(K, K, dtype=torch.long)
INDEX[tuple(torch.triu_indices(K, K))] = K + torch.arange(K * (K + 1) // 2)
INDEX = torch.maximum(INDEX, INDEX.T)


def unpack(v, pairwise):
    v = v.T
    return (v[:K], v[INDEX]) if pairwise else (v, None)


def energy(u, U, p):
    value = (u * p).sum(0)
    return value if U is None else value + 0.5 * (p * (U * p).sum(1)).sum(0)


@torch.no_grad()
def argmax(u, U):
    """The maximizer: clipping, or coordinate ascent until the largest gap of the batch is closed."""
    if U is None:
        return u.clamp(-1, 1), 0.0
    H = torch.eye(K)[:, :, None] - U
    p = (u / H.diagonal().T.clamp(min=0.1)).clamp(-1, 1)
    g = u - (H * p).sum(1)
    for _ in range(500):
        left = (g.abs() - g * p).sum(0).max().item()
        if left <= 1e-5:
            break
        for i in range(K):
            h = H[i, i]
            inside = (p[i] + g[i] / h).clamp(-1, 1)
            new = torch.where(h > 0, inside, torch.where(g[i] + h * p[i] > 0, 1.0, -1.0))
            g = torch.addcmul(g, H[i], new - p[i], value=-1)
            p[i] = new
    return p, left


def race(kind, batch, seconds):
    pairwise = kind == "pairwise"
    torch.manual_seed(1)
    f = network(K + K * (K + 1) // 2 if pairwise else K)
    x, y = torch.randn(batch, OBS), 2 * torch.rand(K, batch) - 1
    adam = torch.optim.Adam(f.parameters(), lr=1e-4, fused=True)
    fastest, end = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < end:
        began = time.perf_counter()
        adam.zero_grad()
        u, U = unpack(f(x), pairwise)
        p, left = argmax(u, U)
        value = energy(u, U, p) - 0.5 * (p * p).sum(0) + 0.5 * (y * y).sum(0) - energy(u, U, y)
        value.mean().backward()
        torch.nn.utils.clip_grad_norm_(f.parameters(), 10)
        adam.step()
        fastest = min(fastest, time.perf_counter() - began)
    print(1 / fastest, left, flush=True)


print("PyTorch", torch.__version__, flush=True)
for line in sys.stdin:
    kind, batch, seconds = line.split()
    race(kind, int(batch), float(seconds))
