"""Steps/s of 64 hoppers: fenchel's by its vector environment, Gymnasium's by make_vec, in turns; the best of each.

arguments: directory of the adapter, the program that serves, its flag, seconds of a round, rounds
"""
import sys
import time

sys.path.insert(0, sys.argv[1])

if __name__ == "__main__":
    import gymnasium
    import fenchel_adapter

    n, seconds, rounds = 64, float(sys.argv[4]), int(sys.argv[5])
    made = {
        "FenchelVectorEnv, 64 hoppers": lambda: fenchel_adapter.FenchelVectorEnv("hopper", n, command=(sys.argv[2], sys.argv[3])),
        "gymnasium.make_vec sync, 64 hoppers": lambda: gymnasium.make_vec("Hopper-v5", n, vectorization_mode="sync"),
        "gymnasium.make_vec async, 64 hoppers": lambda: gymnasium.make_vec("Hopper-v5", n, vectorization_mode="async"),
    }
    envs = {name: make() for name, make in made.items()}
    best = dict.fromkeys(envs, 0.0)
    for name, env in envs.items():
        env.reset(seed=0)
        env.action_space.seed(0)
    for _ in range(rounds):
        for name, env in envs.items():
            actions = [env.action_space.sample() for _ in range(16)]
            done, start = 0, time.perf_counter()
            while (spent := time.perf_counter() - start) < seconds or done < 16:
                env.step(actions[done % 16])
                done += 1
            best[name] = max(best[name], done * n / spent)
    for name, rate in best.items():
        print(name, rate, sep="\t", flush=True)
    for env in reversed(envs.values()):
        env.close()
