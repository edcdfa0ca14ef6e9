"""Couples Python with fenchel (version 1 of its protocol, docs/protocol.md). Standard library and numpy.

A Gymnasium environment for fenchel, by its id or from a script of your own:

    fenchel describe "exec:python fenchel_adapter.py Hopper-v5"

    import fenchel_adapter
    fenchel_adapter.serve(lambda: MyEnv())

A policy for fenchel, a function of observations (n, d) to actions (n, k), for example a PyTorch module:

    fenchel_adapter.serve_policy(lambda obs: net(torch.as_tensor(obs)).numpy(force=True))

fenchel's tasks for Python, as Gymnasium environments:

    env = fenchel_adapter.FenchelEnv("hopper")
    envs = fenchel_adapter.FenchelVectorEnv("hopper", num_envs=64)
"""

import hashlib
import itertools
import json
import os
import struct
import subprocess
import sys

import numpy as np

VERSION = 1
RESET, STEP, SAVE, LOAD, SET_STATE, STATE, SCENE, ACT = range(1, 9)
ANSWER, REFUSAL, FAILURE = 0x80, 0xFE, 0xFF
ENDS = ("running", "reached", "failed", "timed out", "diverged")
RUNNING, REACHED, FAILED, TIMED_OUT, DIVERGED = range(5)
EVALUATION = 2 << 48  # the streams of `fenchel eval`

HEAD = struct.Struct("<IB3x")
SPAN = struct.Struct("<II")
EPISODE = struct.Struct("<QQ")
FLOAT = np.dtype("<f8")


# ---------------------------------------------------------------- frames


class Pipe:
    """Frames and lines over two binary files, the same at both ends."""

    def __init__(self, reader, writer):
        self.reader, self.writer = reader, writer

    def send_line(self, obj):
        self.writer.write(json.dumps(obj).encode() + b"\n")
        self.writer.flush()

    def receive_line(self):
        line = self.reader.readline()
        return json.loads(line) if line else None

    def send(self, kind, *parts):
        self.writer.write(b"".join((HEAD.pack(sum(map(len, parts)), kind), *parts)))
        self.writer.flush()

    def receive(self):
        """The kind and the payload of the next frame; None at the end."""
        head = self.reader.read(HEAD.size)
        if len(head) < HEAD.size:
            return None
        length, kind = HEAD.unpack(head)
        payload = self.reader.read(length)
        if len(payload) < length:
            raise EOFError("a frame was cut short")
        return kind, payload


def floats(xs):
    return np.ascontiguousarray(xs, FLOAT).tobytes()


def claim():
    """Takes standard input and output for the protocol: what is printed from now on goes to standard error."""
    reader = os.fdopen(os.dup(0), "rb", 1 << 16)
    writer = os.fdopen(os.dup(1), "wb", 1 << 16)
    sys.stdout.flush()
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    return Pipe(reader, writer)


# ---------------------------------------------------------------- spaces


def bound(x):
    """A bound as the handshake has it: None where there is none."""
    x = float(x)
    return x if np.isfinite(x) else None


def channels(space, name):
    """The channels of an observation, in the order of flat: Dict by its keys, Tuple by its positions."""
    kind = type(space).__name__
    if kind == "Dict":
        return [c for key, s in space.spaces.items() for c in channels(s, f"{name}.{key}" if name else str(key))]
    if kind == "Tuple":
        return [c for i, s in enumerate(space.spaces) for c in channels(s, f"{name}.{i}" if name else str(i))]
    name = name or "obs"
    if kind == "Box":
        lows, highs = np.ravel(space.low), np.ravel(space.high)
        names = [name] if space.shape == () else [f"{name}[{','.join(map(str, i))}]" for i in np.ndindex(space.shape)]
        made = []
        for n, lo, hi in zip(names, lows, highs):
            c = {"name": n, "unit": "1", "lo": bound(lo), "hi": bound(hi)}
            if c["lo"] is not None and c["lo"] == c["hi"]:  # a constant: the protocol wants an interval
                c["lo"] = c["hi"] = None
            made.append({key: x for key, x in c.items() if x is not None})
        return made
    if kind == "Discrete":
        return [{"name": f"{name}={space.start + i}", "unit": "1", "lo": 0, "hi": 1} for i in range(space.n)]
    if kind == "MultiBinary":
        return [{"name": f"{name}[{i}]", "unit": "1", "lo": 0, "hi": 1} for i in range(int(np.prod(space.shape)))]
    if kind == "MultiDiscrete":
        return [{"name": f"{name}[{i}]={v}", "unit": "1", "lo": 0, "hi": 1} for i, n in enumerate(np.ravel(space.nvec)) for v in range(n)]
    raise TypeError(f"{name}: a space of kind {kind} has no place in an observation of numbers: {space}")


def flat(space, x):
    """An observation as numbers."""
    kind = type(space).__name__
    if kind == "Box":
        return np.asarray(x, FLOAT).ravel()
    if kind == "Dict":
        return np.concatenate([flat(s, x[key]) for key, s in space.spaces.items()])
    if kind == "Tuple":
        return np.concatenate([flat(s, part) for s, part in zip(space.spaces, x)])
    if kind == "Discrete":
        return np.eye(space.n)[int(x) - int(space.start)]
    if kind == "MultiDiscrete":
        return np.concatenate([np.eye(n)[v] for n, v in zip(np.ravel(space.nvec), np.ravel(x))])
    return np.asarray(x, FLOAT).ravel()


class Actions:
    """What fenchel sends, and what of it the environment is sent."""

    def __init__(self, space):
        self.space, self.kind = space, type(space).__name__
        if self.kind == "Discrete":
            self.set = {"kind": "simplex", "dim": int(space.n)}
            self.channels = [{"name": f"action={space.start + i}", "unit": "1", "lo": 0, "hi": 1} for i in range(space.n)]
        elif self.kind == "MultiBinary":
            self.channels = channels(space, "action")
            self.set = {"kind": "cube", "dim": len(self.channels)}
        elif self.boxes(space):
            self.channels = channels(space, "action" if self.kind == "Box" else "")
            los, his = [c.get("lo") for c in self.channels], [c.get("hi") for c in self.channels]
            if None in los + his:
                raise TypeError(f"action: a box without finite bounds: {space}; wrap the environment in RescaleAction or ClipAction")
            self.set = {"kind": "box", "dim": len(los), "lo": los, "hi": his}
            self.lo, self.hi = np.array(los), np.array(his)
        else:
            raise TypeError(f"action: a space of kind {self.kind} is no set of actions here: {space}")

    def boxes(self, space):
        kind = type(space).__name__
        if kind in ("Dict", "Tuple"):
            return all(self.boxes(s) for s in (space.spaces.values() if kind == "Dict" else space.spaces))
        return kind == "Box"

    def make(self, numbers, exact=False):
        """The action of k numbers: clipped to a box, the largest of a simplex, above one half of a cube."""
        if self.kind == "Discrete":
            return int(np.argmax(numbers)) + int(self.space.start)
        if self.kind == "MultiBinary":
            return (numbers > 0.5).astype(self.space.dtype).reshape(self.space.shape)
        made, rest = self.unflatten(self.space, np.clip(numbers, self.lo, self.hi), exact)
        return made

    def unflatten(self, space, numbers, exact):
        kind = type(space).__name__
        if kind == "Box":
            n = int(np.prod(space.shape))
            part = numbers[:n].reshape(space.shape)
            return (part if exact else part.astype(space.dtype)), numbers[n:]
        made = []
        for s in space.spaces.values() if kind == "Dict" else space.spaces:
            part, numbers = self.unflatten(s, numbers, exact)
            made.append(part)
        return (dict(zip(space.spaces, made)) if kind == "Dict" else tuple(made)), numbers


# ---------------------------------------------------------------- an environment for fenchel


def seed_of(seed, stream):
    """A seed that every environment takes, of 31 bits, from the name of an episode."""
    return int.from_bytes(hashlib.sha256(EPISODE.pack(seed, stream)).digest()[:4], "little") >> 1


def mujoco_state(env):
    """Reads and writes the state of Gymnasium's MuJoCo environments."""
    def get(env):
        u = env.unwrapped
        return np.array(u.data.qpos), np.array(u.data.qvel)

    def put(env, q, v):
        env.unwrapped.set_state(q, v)
        return env.unwrapped._get_obs()

    u = env.unwrapped
    return (get, put) if hasattr(u, "set_state") and hasattr(u, "data") and hasattr(u, "_get_obs") else None


def period_of(env):
    u = env.unwrapped
    fps = (getattr(env, "metadata", None) or {}).get("render_fps")
    for period in (getattr(u, "dt", None), 1 / fps if fps else None):
        if isinstance(period, (int, float)) and 0 < period <= 1000:
            return float(period)
    return 1.0


def version_of(env):
    names = [m for m in ("gymnasium", "mujoco") if m in sys.modules]
    return ", ".join(f"{m} {getattr(sys.modules[m], '__version__', '?')}" for m in names) or "1"


def summary_of(env):
    """The first line of prose that the environment has of itself."""
    lines = (line.strip() for line in (type(env.unwrapped).__doc__ or "").splitlines())
    first = next((line for line in lines if line and not line.startswith("#")), "")
    return "".join(c for c in first if c.isprintable())[:200] or "a Gymnasium environment"


def serve(make, *, name=None, version=None, horizon=None, period=None, seeds=True, success=None, state=None, exact=False, width=64):
    """Serves the environments that make() returns, until fenchel has no more use of them.

    name, version  of the task; data know the task by them, besides its spaces
    horizon        steps of an episode, where the environment's own TimeLimit does not say
    period         seconds of a step, where neither dt nor render_fps says
    seeds          whether reset(seed=...) repeats an episode
    success        the key of info, "is_success" for example, that says so; a terminated episode counts as reached then,
                   and as failed otherwise
    state          (get, set): get(env) is (q, v), set(env, q, v) returns the observation; MuJoCo's are known
    exact          whether actions keep their 64 bits, whatever the type of the action space
    width          most environments in this process
    """
    pipe = claim()
    env = make()
    spec = getattr(env, "spec", None)
    actions = Actions(env.action_space)
    first = flat(env.observation_space, env.reset(seed=0)[0])
    obs_channels = channels(env.observation_space, "")
    if len(obs_channels) != len(first):
        raise TypeError(f"an observation has {len(first)} numbers where its space says {len(obs_channels)}")
    state = state or mujoco_state(env)
    hello = {
        "fenchel": VERSION, "role": "env", "name": name or getattr(spec, "id", None) or type(env.unwrapped).__name__,
        "version": version or version_of(env), "obs": obs_channels, "act": actions.channels, "action": actions.set,
        "period": period or period_of(env), "horizon": horizon or getattr(spec, "max_episode_steps", None) or 1000,
        "width": width, "summary": summary_of(env), "source": f"Python, {type(env.unwrapped).__module__}.{type(env.unwrapped).__name__}",
        "can": [c for c, ok in (("seed", seeds), ("success", success), ("state", state)) if ok],
    }
    if state:
        q, v = state[0](env)
        hello["q"], hello["v"] = len(q), len(v)
    pipe.send_line(hello)
    welcome = pipe.receive_line()
    if welcome is None:
        return
    slots = [env] + [make() for _ in range(welcome["n"] - 1)]
    server = EnvServer(slots, actions, len(first), success, state, exact)
    answer(pipe, server)
    for env in slots:
        env.close()


def answer(pipe, server):
    """Answers requests until there are none. An exception is told to the other end, and ends this one."""
    while (frame := pipe.receive()) is not None:
        kind, payload = frame
        try:
            parts = server.handle(kind, memoryview(payload))
        except Exception as e:
            pipe.send(FAILURE, f"{type(e).__name__}: {e}".encode())
            raise
        pipe.send(kind | ANSWER, *parts)


class EnvServer:
    def __init__(self, slots, actions, d, success, state, exact):
        self.slots, self.actions, self.d = slots, actions, d
        self.success, self.state, self.exact = success, state, exact
        self.space = slots[0].observation_space
        self.plain = type(self.space).__name__ == "Box"

    def flat(self, obs):
        obs = np.asarray(obs, FLOAT).ravel() if self.plain else flat(self.space, obs)
        if len(obs) != self.d:
            raise ValueError(f"an observation of {len(obs)} numbers, the first had {self.d}")
        return obs

    def handle(self, kind, payload):
        first, count = SPAN.unpack_from(payload)
        rest = payload[SPAN.size:]
        if kind == STEP:
            return self.step(first, count, rest)
        if kind == RESET:
            return [floats(self.flat(self.slots[first + i].reset(seed=seed_of(*EPISODE.unpack_from(rest, i * EPISODE.size)))[0])) for i in range(count)]
        if kind == STATE and self.state:
            return [floats(part) for part in self.state[0](self.slots[first])]
        if kind == SET_STATE and self.state:
            env = self.slots[first]
            q = len(self.state[0](env)[0])
            numbers = np.frombuffer(rest, FLOAT).copy()
            env.reset()
            return [floats(self.flat(self.state[1](env, numbers[:q], numbers[q:])))]
        raise ValueError(f"a request of kind {kind}, which the handshake does not promise")

    def step(self, first, count, rest):
        rows = np.frombuffer(rest, FLOAT).reshape(count, -1)
        obs, rewards, ends, successes = [], [], bytearray(), bytearray()
        for env, row in zip(self.slots[first:first + count], rows):
            x, reward, terminated, truncated, info = env.step(self.actions.make(row, self.exact))
            x = self.flat(x)
            won = bool(self.success and info.get(self.success, False))
            obs.append(x)
            rewards.append(float(reward))
            successes.append(won)
            if not (np.isfinite(x).all() and np.isfinite(rewards[-1])):
                ends.append(DIVERGED)
            elif terminated:
                ends.append(REACHED if won else FAILED)
            else:
                ends.append(TIMED_OUT if truncated else RUNNING)
        return [*map(floats, obs), floats(rewards), bytes(ends), bytes(successes)]


# ---------------------------------------------------------------- a policy for fenchel


def serve_policy(act, *, reset=None, name=None, version="1", obs_len=0, act_len=0, width=64):
    """Serves a policy, until fenchel has no more use of it.

    act      a function of observations (n, d), float64, to actions (n, k); in a task of k choices, also to n indices
    reset    a function of a seed that starts an episode, for a policy with memory, which acts on one observation at a time
    """
    pipe = claim()
    pipe.send_line({
        "fenchel": VERSION, "role": "policy", "name": name or getattr(act, "__name__", type(act).__name__).strip("<>"),
        "version": version, "obs_len": obs_len, "act_len": act_len, "width": 1 if reset else width, "can": ["memory"] if reset else [],
    })
    welcome = pipe.receive_line()
    if welcome is not None:
        answer(pipe, PolicyServer(act, reset, welcome["task"]))


class PolicyServer:
    def __init__(self, act, reset, task):
        self.act, self.reset, self.action = act, reset, task["action"]

    def handle(self, kind, payload):
        first, count = SPAN.unpack_from(payload)
        rest = payload[SPAN.size:]
        if kind == RESET and self.reset:
            self.reset(seed_of(*EPISODE.unpack_from(rest)))
            return []
        if kind != ACT:
            raise ValueError(f"a request of kind {kind}, which the handshake does not promise")
        acts = np.asarray(self.act(np.frombuffer(rest, FLOAT).reshape(count, -1).copy()))
        k = self.action["dim"]
        if self.action["kind"] == "simplex" and acts.shape == (count,) and acts.dtype.kind in "iu":
            acts = np.eye(k)[acts]
        if acts.shape != (count, k):
            raise ValueError(f"actions of shape {acts.shape} for {count} observations, want {(count, k)}")
        return [floats(acts)]


# ---------------------------------------------------------------- fenchel's tasks for Python


class Served:
    """A task that `fenchel serve` serves, n environments at once."""

    def __init__(self, task, n, command):
        self.process = subprocess.Popen([*command, task], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self.pipe = Pipe(self.process.stdout, self.process.stdin)
        self.hello = self.pipe.receive_line()
        if self.hello is None:
            raise RuntimeError(f"{' '.join(command)} {task} ended with status {self.process.wait()}")
        self.n, self.d, self.k = n, len(self.hello["obs"]), len(self.hello["act"])
        self.kind = self.hello["action"]["kind"]
        self.pipe.send_line({"fenchel": VERSION, "n": n})

    def reply(self, kind):
        frame = self.pipe.receive()
        if frame is None:
            raise RuntimeError(f"fenchel ended with status {self.process.wait()}")
        got, payload = frame
        if got != kind | ANSWER:
            raise RuntimeError(payload.decode(errors="replace") if got in (REFUSAL, FAILURE) else f"a reply of kind {got} to {kind}")
        return payload

    def reset(self, episodes):
        """Starts episodes, {slot: (seed, stream)}, and returns their observations by slot."""
        for slot, episode in episodes.items():
            self.pipe.send(RESET, SPAN.pack(slot, 1), EPISODE.pack(*episode))
        return {slot: np.frombuffer(self.reply(RESET), FLOAT).copy() for slot in episodes}

    def step(self, numbers):
        n, d = self.n, self.d
        self.pipe.send(STEP, SPAN.pack(0, n), floats(numbers))
        payload = self.reply(STEP)
        obs = np.frombuffer(payload, FLOAT, n * d).reshape(n, d).copy()
        rewards = np.frombuffer(payload, FLOAT, n, 8 * n * d).copy()
        ends = np.frombuffer(payload, np.uint8, n, 8 * n * (d + 1))
        successes = np.frombuffer(payload, np.uint8, n, 8 * n * (d + 1) + n).astype(bool)
        return obs, rewards, ends, successes

    def numbers(self, actions):
        """Actions of Gymnasium's spaces as fenchel takes them (n, k)."""
        if self.kind == "simplex":
            return np.eye(self.k)[np.asarray(actions, int).reshape(self.n)]
        return np.asarray(actions, FLOAT).reshape(self.n, self.k)

    def spaces(self):
        from gymnasium import spaces

        obs, action = self.hello["obs"], self.hello["action"]
        lo = np.array([c.get("lo", -np.inf) for c in obs])
        hi = np.array([c.get("hi", np.inf) for c in obs])
        if self.kind == "simplex":
            of = spaces.Discrete(self.k)
        elif self.kind == "cube":
            of = spaces.MultiBinary(self.k)
        elif self.kind == "box":
            of = spaces.Box(np.array(action["lo"]), np.array(action["hi"]), dtype=np.float64)
        else:
            of = spaces.Box(-action["radius"], action["radius"], (self.k,), np.float64)
        return spaces.Box(lo, hi, dtype=np.float64), of

    def info(self, end, success):
        info = {"end": ENDS[end]}
        if "success" in self.hello.get("can", []):
            info["is_success"] = bool(success)
        return info

    def close(self):
        if self.process.poll() is None:
            self.process.stdin.close()
            try:
                self.process.wait(1)
            except subprocess.TimeoutExpired:  # a process forked from this one holds its input open
                self.process.kill()
                self.process.wait()
        self.process.stdout.close()


SERVE = ("fenchel", "serve")

try:
    import gymnasium
except ImportError:  # needed for FenchelEnv and FenchelVectorEnv alone
    gymnasium = None

if gymnasium is not None:

    class FenchelEnv(gymnasium.Env):
        """A task of fenchel. The episodes after reset(seed=s) are those of `fenchel eval --seed s`, in their order."""

        metadata = {"render_modes": []}

        def __init__(self, task, *, command=SERVE, render_mode=None):
            self.render_mode = render_mode
            self.served = Served(task, 1, command)
            self.observation_space, self.action_space = self.served.spaces()
            self.episodes = None

        def reset(self, *, seed=None, options=None):
            super().reset(seed=seed)
            if seed is not None or self.episodes is None:
                base = seed if seed is not None else int(self.np_random.integers(1 << 63))
                self.episodes = ((base, EVALUATION | i) for i in itertools.count())
            return self.served.reset({0: next(self.episodes)})[0], {}

        def step(self, action):
            obs, rewards, ends, successes = self.served.step(self.served.numbers(action))
            end = int(ends[0])
            return obs[0], float(rewards[0]), end not in (RUNNING, TIMED_OUT), end == TIMED_OUT, self.served.info(end, successes[0])

        def close(self):
            self.served.close()

    class FenchelVectorEnv(gymnasium.vector.VectorEnv):
        """num_envs environments of a task of fenchel, stepped by one frame, on all cores. An environment whose episode has
        ended starts the next in the same step: info["final_obs"] holds the observation before. Environment i plays episodes
        i, i + num_envs, i + 2 num_envs, ... of `fenchel eval --seed s`."""

        metadata = {"render_modes": [], "autoreset_mode": gymnasium.vector.AutoresetMode.SAME_STEP}

        def __init__(self, task, num_envs=1, *, command=SERVE):
            self.num_envs, self.render_mode = num_envs, None
            self.served = Served(task, num_envs, command)
            self.single_observation_space, self.single_action_space = self.served.spaces()
            batch = gymnasium.vector.utils.batch_space
            self.observation_space = batch(self.single_observation_space, num_envs)
            self.action_space = batch(self.single_action_space, num_envs)
            self.seeds = None

        def start(self, slots):
            episodes = {}
            for i in slots:
                episodes[i] = (int(self.seeds[i]), EVALUATION | (self.played[i] * self.num_envs + i))
                self.played[i] += 1
            return self.served.reset(episodes)

        def reset(self, *, seed=None, options=None):
            super().reset(seed=seed if isinstance(seed, int) else None)
            if seed is not None or self.seeds is None:
                base = seed if seed is not None else int(self.np_random.integers(1 << 63))
                self.seeds = [base] * self.num_envs if isinstance(base, int) else list(base)
                self.played = [0] * self.num_envs
            obs = self.start(range(self.num_envs))
            return np.stack([obs[i] for i in range(self.num_envs)]), {}

        def step(self, actions):
            obs, rewards, ends, successes = self.served.step(self.served.numbers(actions))
            truncated = ends == TIMED_OUT
            terminated = (ends != RUNNING) & ~truncated
            infos, over = {}, np.flatnonzero(ends)
            if "success" in self.served.hello.get("can", []):
                infos["is_success"] = successes
            if len(over):
                infos["final_obs"], infos["_final_obs"] = np.full(self.num_envs, None, object), ends != RUNNING
                infos["end"], infos["_end"] = np.array([ENDS[e] for e in ends], object), ends != RUNNING
                for i, first in self.start(over.tolist()).items():
                    infos["final_obs"][i] = obs[i].copy()
                    obs[i] = first
            return obs, rewards, terminated, truncated, infos

        def close_extras(self, **kwargs):
            self.served.close()


def main(ids):
    if len(ids) != 1:
        raise SystemExit("fenchel_adapter.py ID serves a Gymnasium environment, Hopper-v5 for example, to fenchel")

    def make():
        import gymnasium

        return gymnasium.make(ids[0])

    serve(make)


if __name__ == "__main__":
    main(sys.argv[1:])
