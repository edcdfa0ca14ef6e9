package main

import (
	"fmt"
	"slices"
	"strings"
)

// sameCase is what both programs are asked to do: command lines in order.
type sameCase struct {
	name     string // also the directory of its output
	commands []command
	needed   bool // it records what other cases read
	refused  refused
}

// refused is which commands of a case may end with another exit code than 0.
type refused int

const (
	none refused = iota
	some         // combinations that do not suit each other are misuse
	all          // and what is complained about is compared
)

// command is a command line of fenchel without the program's name. OUT/ means the directory of the case.
type command struct {
	now    string
	before string // the form at the commit before, where it was another
}

// words are the arguments for one of the two programs.
func (c command) words(name string, before bool) []string {
	line := c.now
	if before && c.before != "" {
		line = c.before
	}
	return strings.Fields(strings.ReplaceAll(line, "OUT/", name+"/"))
}

// name is what the command does: "train", "expert-list".
func (c command) name() string {
	words := strings.Fields(c.now)
	if slices.Contains([]string{"expert", "data", "bench"}, words[0]) {
		return words[0] + "-" + words[1]
	}
	return words[0]
}

// lines makes commands that have the same form in both programs.
func lines(all ...string) []command {
	commands := make([]command, len(all))
	for i, line := range all {
		commands[i].now = line
	}
	return commands
}

// The members of the families that the commit before has.
var (
	sameEnergies = []string{"unary", "pairwise", "pairwise-lowrank", "pairwise-global", "pairwise-lowrank-global",
		"spen", "spen-concave", "linear-concave", "late", "conditional", "modes"}
	sameLosses = []string{"fenchel-young", "fenchel-young-lifted", "energy", "perceptron", "hinge", "cross-entropy",
		"infonce", "squared-unrolled", "squared-implicit"}
	sameRegularizers = []string{"quadratic", "shannon", "fermi-dirac", "box-entropy", "tsallis", "none"}
	sameSolvers      = []string{"closed-form", "box-coordinate", "newton", "projected-gradient", "mirror", "sampler", "gibbs", "mean-shift"}
)

// sameSets are the action sets, each with the flags that train on its recording and regularizers that suit it.
var sameSets = []struct {
	name, train  string
	regularizers []string
}{
	{"box", "train record/particle", []string{"quadratic"}},
	{"choices", "train record/choices", []string{"quadratic", "shannon"}},
	{"labels", "train record/labels --task multilabel:toy.arff", []string{"quadratic", "fermi-dirac"}},
}

// sameCases is the list, in the order in which it is run.
func sameCases() []sameCase {
	cases := []sameCase{recordings(), tools()}
	for _, set := range sameSets {
		for _, energy := range sameEnergies {
			cases = append(cases, losses(set.name, set.train, energy, set.regularizers))
		}
		cases = append(cases, solvers(set.name, set.train))
	}
	cases = append(cases, heads(), methods(), rounds(), misuse(), listings())
	return append(cases, benchmarks()...)
}

// recordings are by noise, in files of several, before a fixed horizon, of every kind of set; others train on them.
func recordings() sameCase {
	return sameCase{name: "record", needed: true, commands: lines(
		"record pendulum -o OUT/box --episodes 3",
		"record particle-2 -o OUT/particle --episodes 4 --per-file 2",
		"record cartpole:horizon=60 -o OUT/choices --episodes 3",
		"record multilabel:toy.arff -o OUT/labels",
		"record reacher -o OUT/reacher --episodes 2",
		"record hopper:fixed-horizon:horizon=200 -o OUT/hopper --episodes 2 --policy expert:stochastic",
		"record swing.xml:horizon=40 -o OUT/swing --episodes 2 --policy random",
		"record pendulum -o OUT/noise --episodes 3 --noise 0.2 --seed 5 --json",
		"record mountaincar -o OUT/mountaincar --episodes 2 --successes --compress=false",
		"record particle-2 -o OUT/random --episodes 3 --policy random",
	)}
}

// tools look at recordings.
func tools() sameCase {
	return sameCase{name: "data", commands: lines(
		"data info record/box", "data info record/labels --json", "data verify record/particle",
		"data replay record/hopper", "data replay record/noise", "data replay record/labels --task multilabel:toy.arff",
		"data select record/particle -o OUT/best --best 2 --rest OUT/rest", "data select OUT/best OUT/rest -o OUT/both",
		"data repair record/box -o OUT/repaired",
	)}
}

// losses trains one energy by every loss.
func losses(set, train, energy string, regularizers []string) sameCase {
	c := sameCase{name: "train/" + set + "/" + energy, refused: some}
	switch energy {
	case "late", "conditional", "modes":
		regularizers = []string{"none"}
	}
	for _, r := range regularizers {
		for _, loss := range sameLosses {
			flag := " --regularizer " + r
			if loss == "perceptron" || loss == "hinge" { // which set it themselves
				flag = ""
			}
			c.commands = append(c.commands, command{now: fmt.Sprintf(
				"%s -o OUT/%s-%s --config %s.yaml --eval 2 --energy %s --loss %s%s", train, loss, r, energy, energy, loss, flag)})
		}
	}
	return c
}

// solvers trains a pairwise energy with every solver and regularizer.
func solvers(set, train string) sameCase {
	c := sameCase{name: "train/" + set + "/solvers", refused: some}
	for _, solver := range sameSolvers {
		for _, r := range sameRegularizers {
			c.commands = append(c.commands, command{now: fmt.Sprintf(
				"%s -o OUT/%s-%s --config %s.yaml --eval 2 --regularizer %s", train, solver, r, solver, r)})
		}
	}
	return c
}

// heads trains what has no energy, evaluates in every way and shows what was learned.
func heads() sameCase {
	return sameCase{name: "heads", commands: lines(
		"train record/box -o OUT/squared --config small.yaml --loss squared --eval 3 --json",
		"train record/choices -o OUT/choices --config small.yaml --loss squared --eval 3",
		"train record/labels -o OUT/labels --config small.yaml --loss squared --task multilabel:toy.arff",
		"train record/box -o OUT/gaussian --config small.yaml --loss gaussian --weight-decay 0.1 --seed 3 --reserve 1 --eval 3",
		"train record/box -o OUT/warm --config warm.yaml --eval 3",
		"train record/particle -o OUT/skip --config skip.yaml --eval 3",
		"train record/box -o OUT/default --steps 50 --eval 0",
		"train record/box -o OUT/default --resume",
		"eval OUT/default -n 20 --against expert",
		"eval OUT/default -n 20 --against OUT/squared --json --rows",
		"eval OUT/gaussian:stochastic -n 5 --seed 9",
		"eval OUT/squared -n 5 --noise 0.1",
		"eval expert pendulum -n 20 --against random",
		"eval random particle-2 -n 20 --json -o OUT/random.json",
		"eval OUT/labels multilabel:toy.arff --against expert",
		"eval expert:stochastic hopper -n 3",
		"record pendulum -o OUT/recorded --episodes 2 --policy OUT/warm --noise 0.1",
		"watch OUT/default --save OUT/energy.png --step 20 --energy --width 320 --height 180",
		"watch OUT/skip --save OUT/skip.gif --energy --width 160 --height 90",
		"watch expert cartpole --save OUT/cartpole.png --step 5 --width 320 --height 180",
		"watch record/hopper --save OUT/hopper.png --step 30 --width 320 --height 180",
		"watch swing.xml --save OUT/swing.png --step 3 --width 320 --height 180",
	)}
}

// methods learns by reward and before a discriminator.
func methods() sameCase {
	c := sameCase{name: "methods"}
	for _, task := range []string{"pendulum", "reacher"} {
		for _, method := range []string{"ppo", "sac", "ars"} {
			c.commands = append(c.commands, command{now: fmt.Sprintf("expert train %s --method %s --config rl.yaml -o OUT/%s-%s", task, method, task, method)})
		}
	}
	c.commands = append(c.commands, lines(
		"gail record/box --config rl.yaml -o OUT/gail",
		"gail record/reacher --config rl.yaml --task reacher:fixed-horizon --seed 2 -o OUT/gail-reacher",
		"expert train pendulum --method ppo --config rl.yaml --steps 4000 --seed 3 -o OUT/from --from-policy OUT/pendulum-ppo",
		"expert train pendulum --config OUT/pendulum-sac/config.yaml --steps 3500 -o OUT/sac-longer --from-policy OUT/pendulum-sac",
		"gail record/box --config OUT/gail/config.yaml --steps 3500 -o OUT/gail-longer --from-policy OUT/gail",
		"expert train swimmer --steps 4000 -o OUT/swimmer",
		"eval OUT/pendulum-ppo -n 10",
		"eval OUT/pendulum-sac:stochastic -n 10",
		"eval OUT/reacher-ars -n 10 --against random",
		"eval OUT/gail -n 10 --json",
	)...)
	c.commands = append(c.commands,
		command{"train record/box --method gail --config rl.yaml --seed 5 -o OUT/train-gail", "gail record/box --config rl.yaml --seed 5 -o OUT/train-gail"},
		command{"train record/box --method clone --config small.yaml --eval 2 -o OUT/clone", "train record/box --config small.yaml --eval 2 -o OUT/clone"},
	)
	return c
}

// rounds labels what the learner meets.
func rounds() sameCase {
	c := sameCase{name: "dagger", commands: lines(
		"train record/box -o OUT/pendulum --config small.yaml --dagger 3 --dagger-episodes 2 --reserve 1 --eval 3",
		"train record/particle -o OUT/particle --config small.yaml --dagger 2 --dagger-episodes 3 --dagger-beta 0.5 --eval 3",
		"train record/choices -o OUT/choices --config small.yaml --dagger 2 --dagger-episodes 2 --loss squared --reserve 0 --eval 3 --json",
		"data info OUT/particle/data",
		"data replay OUT/pendulum/data",
		"eval OUT/choices -n 5",
	)}
	const flags = " record/particle -o OUT/method --config small.yaml --dagger-episodes 2 --seed 4 --eval 2"
	c.commands = append(c.commands, command{"train --method dagger --rounds 2" + flags, "train --dagger 2" + flags})
	return c
}

// misuse is what is refused, with the place that is named.
func misuse() sameCase {
	return sameCase{name: "misuse", refused: all, commands: lines(
		"train nowhere -o OUT/x",
		"train record/box -o OUT/x --energy parwise",
		"train record/box -o OUT/x --loss fenchel-yung",
		"train record/box -o OUT/x --regularizer shannon",
		"train record/box -o OUT/x --loss squared --energy unary",
		"train record/box -o OUT/x --steps 0",
		"train record/box -o OUT/x --config wrong.yaml",
		"train record/labels -o OUT/x",
		"train record/box",
		"expert train nowhere -o OUT/x",
		"expert train pendulum -o OUT/x --method q",
		"eval nobody pendulum",
		"eval expert pendlum",
		"eval expert pendulum -n 0",
		"bench imitation --smoke --tasks pendulum,pendulum -o OUT/x",
		"record pendulum -o OUT/x --policy nobody",
		"watch pendulum --save OUT/x.bmp",
	)}
}

// listings are printed without learning anything. The list of tasks grows, so that each is described instead.
func listings() sameCase {
	c := sameCase{name: "list", commands: lines("expert list", "expert list --json")}
	const release = ":mujoco=3.14" // there was no other
	for _, task := range strings.Fields(`pendulum cartpole cartpole-continuous mountaincar mountaincar-continuous acrobot
		particle-2 particle-8:multimodal particle-32:horizon=80 hopper walker2d halfcheetah ant@ swimmer humanoid@ reacher pusher@
		inverted-pendulum inverted-double-pendulum:fixed-horizon multilabel:toy.arff swing.xml`) {
		now, before := strings.Replace(task, "@", release, 1), strings.TrimSuffix(task, "@")
		c.commands = append(c.commands, command{"describe " + now, "describe " + before}, command{"describe " + now + " --json", "describe " + before + " --json"})
	}
	return c
}

// benchmarks is the smallest call of each that has every part, and the example that a user meets first.
func benchmarks() []sameCase {
	var cases []sameCase
	for _, b := range []struct{ name, smoke string }{
		{"imitation", "--smoke"},
		{"energies", "--smoke"},
		{"dagger", "--smoke"},
		{"losses", "--quick"},
		{"multilabel", "datasets --smoke"},
		{"adversarial", "--tasks reacher --demos 1 --steps 10200"},
		{"recipe", "pendulum --seeds 1"},
	} {
		cases = append(cases, sameCase{name: "bench/" + b.name, commands: lines("bench " + b.name + " " + b.smoke + " -o OUT/" + b.name)})
	}
	return append(cases, sameCase{name: "quickstart", commands: lines("quickstart pendulum -o OUT/pendulum")})
}
