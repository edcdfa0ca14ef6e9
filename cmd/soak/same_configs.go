package main

// sameConfig is a configuration file that cases read.
type sameConfig struct{ name, text string }

// sameConfigs are the configurations whose form depends on the program.
func sameConfigs(before bool) []sameConfig {
	const (
		policy = "policy: {hidden: [4], energy_width: [4], embed: 4, rank: 1, modes: 2, mode_width: 0.3"
		steps  = "steps: 30\nbatch: 32\nschedule: {rate: 0.01, warmup: 3, steps: 30}\nlog_every: 10\nvalidate_every: 15\ncheckpoint_every: 20\n"
	)
	configs := []sameConfig{
		{"small.yaml", policy + "}\n" + steps},
		{"warm.yaml", policy + ", solver: {warm: true, tol: 1.0e-3, iters: 20}}\n" + steps},
		{"skip.yaml", policy + ", skip: true, activation: tanh}\naverage: 0\npatience: 1\n" + steps},
		{"wrong.yaml", "policy:\n  hidden: [4]\n  gamma: -1\n" + steps},
	}
	for _, name := range sameSolvers {
		configs = append(configs, sameConfig{name + ".yaml", policy + ", solver: {name: " + name + "}}\n" + steps})
	}
	return configs
}
