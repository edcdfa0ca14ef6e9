package main

import "strings"

// sameConfig is a configuration file that cases read.
type sameConfig struct{ name, text string }

// sameEnergyOptions make the energies small, as options of the program under test.
var sameEnergyOptions = map[string]string{
	"pairwise-lowrank": "rank: 1", "pairwise-lowrank-global": "rank: 1", "spen": "width: [4]", "spen-concave": "width: [4]",
	"linear-concave": "features: 4", "late": "embed: 4, width: [4]", "conditional": "width: [4]", "modes": "modes: 2, width: 0.3",
}

// sameConfigs are the configurations whose form depends on the program: the one before keeps the options of all members
// side by side.
func sameConfigs(before bool) []sameConfig {
	const steps = "steps: 30\nbatch: 32\nschedule: {rate: 0.01, warmup: 3, steps: 30}\nlog_every: 10\nvalidate_every: 15\ncheckpoint_every: 20\n"
	flat := func(rest string) string {
		return "policy: {hidden: [4], energy_width: [4], embed: 4, rank: 1, modes: 2, mode_width: 0.3" + rest + "}\n" + steps
	}
	nested := func(head, rest string) string {
		return "policy: {hidden: [4]" + rest + ", head: {name: greedy" + head + "}}\nlinear_base: 1\n" + steps
	}
	either := func(name, old, now string) sameConfig {
		if before {
			return sameConfig{name, old}
		}
		return sameConfig{name, now}
	}
	configs := []sameConfig{
		either("small.yaml", flat(""), nested("", "")),
		either("warm.yaml", flat(", solver: {warm: true, tol: 1.0e-3, iters: 20}"), nested(", solver: {name: auto, tol: 1.0e-3, iters: 20}, warm: true", "")),
		either("skip.yaml", flat(", skip: true, activation: tanh")+"average: 0\npatience: 1\n", nested("", ", skip: true, activation: tanh")+"average: 0\npatience: 1\n"),
		either("wrong.yaml", "policy:\n  hidden: [4]\n  gamma: -1\n"+steps,
			"policy:\n  hidden: [4]\n  head: {name: greedy, regularizer: {name: quadratic, gamma: -1}}\nlinear_base: 1\n"+steps),
	}
	for _, name := range sameEnergies {
		energy := ", energy: {" + strings.TrimSuffix("name: "+name+", "+sameEnergyOptions[name], ", ") + "}"
		configs = append(configs, either(name+".yaml", flat(", energy: "+name), nested(energy, "")))
	}
	for _, name := range sameSolvers {
		configs = append(configs, either(name+".yaml", flat(", solver: {name: "+name+"}"), nested(", solver: "+name, "")))
	}
	return configs
}
