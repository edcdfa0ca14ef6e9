package expert

func init() {
	for _, e := range []Expert{
		noisy("hopper", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 8 million steps, each update moving it less towards the end."),
		noisy("walker2d", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 8.5 million steps."),
		under("ant:mujoco=3.14", noisy("ant", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 6.5 million steps under MuJoCo 3.14.")),
		noisy("halfcheetah", "soft actor-critic", "A network of two layers of 256 rectified units, trained for 1.5 million steps."),
		trained("swimmer", "augmented random search", "A linear law of the standardized observation, found in 2 million steps."),
		noisy("reacher", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 3.5 million steps."),
		noisy("pusher:mujoco=3.14", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 1.5 million steps."),
		noisy("pusher", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 10 million steps."),
		under("humanoid:mujoco=3.14", noisy("humanoid", "proximal policy optimization", "A network of two layers of 128 tanh units, trained for 1.5 million steps under MuJoCo 3.14.")),
		noisy("inverted-pendulum", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 0.4 million steps."),
		noisy("inverted-double-pendulum", "proximal policy optimization", "A network of two layers of 64 tanh units, trained for 1 million steps."),
	} {
		Register(e)
	}
}
