"""Training steps of package policy's network in JAX, on one core.

The same work as a step of fenchel: a 17-256-256 ReLU network for the coefficients v of an energy, the inner maximum
of Phi(v,p) - |p|^2/2 over the box [-1,1]^6 to a gap of 1e-5 (float32 cannot promise less), the generalized
Fenchel-Young loss, whose gradient holds the maximizer fixed, backward, clipping at norm 10, Adam; all under jit, the
weights donated. Reads lines "ENERGY BATCH SECONDS", prints the steps a second of the fastest one
and the largest gap of the last inner maximum.

    echo pairwise 256 1 | python3 train_jax.py
"""
import os
import sys
import time

os.environ["OMP_NUM_THREADS"] = "1"
os.environ["XLA_FLAGS"] = "--xla_cpu_multi_thread_eigen=false intra_op_parallelism_threads=1"
os.environ["JAX_PLATFORMS"] = "cpu"
os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # whatever threads it starts, they share one core

import jax
import jax.numpy as jnp
import numpy as np

OBS, K = 17, 6
PRODUCTS = jax.lax.Precision.HIGHEST


def start(outputs, rng):
    """Weights by He, the last layer a tenth, and the running means of Adam."""
    sizes = [OBS, 256, 256, outputs]
    weights = []
    for i, (n, m) in enumerate(zip(sizes, sizes[1:])):
        w = rng.normal(size=(n, m)) * np.sqrt(2 / n)
        if i == 2:
            w *= 0.1
            w[:, K:] = 0  # the pairwise part starts at zero
        weights.append((jnp.array(w, jnp.float32), jnp.zeros(m, jnp.float32)))
    zeros = jax.tree.map(jnp.zeros_like, weights)
    return weights, zeros, jax.tree.map(jnp.zeros_like, weights), jnp.zeros((), jnp.int32)


def network(weights, x):
    for w, b in weights[:-1]:
        x = jax.nn.relu(jnp.dot(x, w, precision=PRODUCTS) + b)
    w, b = weights[-1]
    return jnp.dot(x, w, precision=PRODUCTS) + b


def unpack(v, pairwise):
    """u (K, batch) and the columns of U (K, K, batch), batch last so that everything below runs along it."""
    v = v.T
    if not pairwise:
        return v, None
    index = np.zeros((K, K), np.int32)
    index[np.triu_indices(K)] = K + np.arange(K * (K + 1) // 2)
    return v[:K], v[np.maximum(index, index.T)]


def energy(u, U, p):
    value = (u * p).sum(0)
    return value if U is None else value + 0.5 * (p * (U * p).sum(1)).sum(0)


def argmax(u, U):
    """The maximizer: clipping, or coordinate ascent until the largest gap of the batch is closed."""
    if U is None:
        p = jnp.clip(u, -1, 1)
        return p, jnp.zeros(())
    H = jnp.eye(K)[:, :, None] - U

    def gap(p, g):
        return (jnp.abs(g) - g * p).sum(0).max()

    def sweep(state):
        p, g, n, _ = state
        rows = list(p)
        for i in range(K):
            h = H[i, i]
            inside = jnp.clip(rows[i] + g[i] / h, -1, 1)
            end = jnp.where(g[i] + h * rows[i] > 0, 1.0, -1.0)  # the better end, where the parabola is open upwards
            new = jnp.where(h > 0, inside, end)
            g = g - H[i] * (new - rows[i])
            rows[i] = new
        p = jnp.stack(rows)
        return p, g, n + 1, gap(p, g)

    p = jnp.clip(u / jnp.maximum(jnp.diagonal(H).T, 0.1), -1, 1)
    g = u - (H * p).sum(1)
    p, g, _, left = jax.lax.while_loop(lambda s: (s[3] > 1e-5) & (s[2] < 500), sweep, (p, g, 0, gap(p, g)))
    return p, left


def make(pairwise):
    def loss(weights, x, y):
        u, U = unpack(network(weights, x), pairwise)
        p, left = argmax(jax.lax.stop_gradient(u), None if U is None else jax.lax.stop_gradient(U))
        p = jax.lax.stop_gradient(p)
        value = energy(u, U, p) - 0.5 * (p * p).sum(0) + 0.5 * (y * y).sum(0) - energy(u, U, y)
        return value.mean(), left

    def step(weights, m, v, t, x, y):
        (value, left), grad = jax.value_and_grad(loss, has_aux=True)(weights, x, y)
        norm = jnp.sqrt(sum((g * g).sum() for g in jax.tree.leaves(grad)))
        scale = jnp.minimum(1.0, 10 / norm)
        t = t + 1
        c1, c2 = 1 - 0.9**t, 1 - 0.999**t
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * scale * g, m, grad)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * jnp.square(scale * g), v, grad)
        weights = jax.tree.map(lambda w, m, v: w - 1e-4 * (m / c1) / (jnp.sqrt(v / c2) + 1e-8), weights, m, v)
        return weights, m, v, t, value, left

    return jax.jit(step, donate_argnums=(0, 1, 2, 3))


def race(kind, batch, seconds):
    pairwise = kind == "pairwise"
    rng = np.random.default_rng(1)
    weights, m, v, t = start(K + K * (K + 1) // 2 if pairwise else K, rng)
    x = jnp.array(rng.normal(size=(batch, OBS)), jnp.float32)
    y = jnp.array(rng.uniform(-1, 1, size=(K, batch)), jnp.float32)
    step = make(pairwise)
    fastest, left, end = float("inf"), None, None
    while end is None or time.perf_counter() < end:
        began = time.perf_counter()
        weights, m, v, t, value, left = step(weights, m, v, t, x, y)
        jax.block_until_ready(weights)
        if end is None:  # compiled
            end = time.perf_counter() + seconds
            continue
        fastest = min(fastest, time.perf_counter() - began)
    print(1 / fastest, float(left), flush=True)


print("JAX", jax.__version__, flush=True)
for line in sys.stdin:
    kind, batch, seconds = line.split()
    race(kind, int(batch), float(seconds))
