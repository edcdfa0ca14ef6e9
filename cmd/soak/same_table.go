package main

import (
	"regexp"
	"slices"
)

// sameChanges names every difference from commit 6cfc391 that is meant; all else is equal.
var sameChanges = changes{
	renames: slices.Concat(
		// The field's words in the tables of benchmarks.
		inTables("questions", "# queries"),
		inTables("before the judge", "imitated by GAIL"),
		inTables("and one that learned from nothing, by acting before a judge for 10200 steps", "and one trained by adversarial imitation for 10200 environment steps"),
		inTables("No reward is used to learn", "No reward of the task is used to learn"),
		inTables("on starts in common", "on common starts"),
		[]rename{
			{"losses.*", "asks for no derivative of the argmax, beside", "needs no derivative of the argmax, compared with"},
			{"*.stdout", "asks for no derivative of the argmax, beside", "needs no derivative of the argmax, compared with"},
		},
		inTables("where the energies pay", "energies against squared error"),
		// A head without an energy names none.
		[]rename{
			{"report.html", "A pairwise deterministic policy", "A deterministic policy"},
			{"report.html", "A pairwise gaussian policy", "A gaussian policy"},
		},
		// What is wrong with a configuration is said with the path of its field.
		[]rename{
			{"*.stderr", "policy: regularizer \"", "regularizer \""},
			{"*.stderr", "policy: gamma", "policy.head.regularizer.gamma"},
			{"*.stderr", "ends in .gif or .png", "ends in .gif, .mp4 or .png"},
			{"*.stderr", "are policies of every task", "are policies of every task, exec:COMMAND is one of another process"},
			{"*-describe.stdout", "trained for 6.5 million steps.", "trained for 6.5 million steps under MuJoCo 3.14."},
			{"*-describe.stdout", "128 tanh units, trained for 1.5 million steps.", "128 tanh units, trained for 1.5 million steps under MuJoCo 3.14."},
			{"*.stderr", `: unknown energy "parwise"`, `: --energy: unknown energy "parwise"`},
			{"*.stderr", `: unknown loss "fenchel-yung"`, `: --loss: unknown loss "fenchel-yung"`},
			{"*.stderr", "--energy is of policies with an energy", "--energy: only policies with an energy have it"},
			{"*.stderr", `method is "q": want ppo, ars, sac, gail`, `--method: unknown method "q": want one of ars, ppo, sac`},
			{"*.stderr", `two tasks are called "pendulum"`, `tasks[1] is "pendulum": want a name that occurs once`},
			{"*.stderr", "net: schedule: 0 steps: want more than the warm-up of 0", "steps is 0: want 1 to 2147483647"},
		},
	),
	forms: []form{
		{"noise/*.mcap", "episodes keep what to imitate, and who acted, where that is not what was sent; their replay and what is learned from them are compared"},
		{"recorded/*.mcap", "the same"},
		{"data/*.mcap", "the same, of DAgger"},
		{"noise/manifest.json", "the same: format 2"},
		{"recorded/manifest.json", "the same"},
		{"data/manifest.json", "the same"},
		{"*-train.stdout", "runs are named by their path; what their tables say is in eval.json"},
		{"*-eval.stdout", "the same"},
		{"*-gail.stdout", "the same"},
		{"*-expert-train.stdout", "the same"},
		{"*-record.stdout", "the same; deviations are of a sample, as data info has them"},
		{"05-train.stderr", "--steps 0 is one mistake, not two"},
		{"report.html", "a run's report has baselines, and charts for dark pages"},
		{"*-bench-energies.stdout", "the labels of noisy demonstrations are imitated, not what was sent"},
		{"energies/table.*", "the same"},
		{"noisy/*/*/*", "the same"},
		{"noisy/*/*/*/*", "the same"},
		{"energy.png", "energies have one scale, with numbers"},
		{"hopper.png", "the same"},
		{"skip.gif", "the same"},
		{"rollout.gif", "the same"},
		{"multilabel/config.yaml", "a benchmark's configuration has a node for each member"},
		{"imitation/config.yaml", "the same"},
		{"energies/config.yaml", "the same"},
		{"*.safetensors#policy", "a policy's description has a node for each member; golden policies hold what it means"},
		{"*.safetensors#format", "and says so by its version"},
		{"cartpole.png", "actions have the color of their sign, which a key explains"},
		{"swing.png", "the same"},
		{"losses/*.svg", "the numbers at axes are round, and as short as they can be"},
		{"losses/*.png", "the same"},
		{"imitation/*.svg", "the same"},
		{"imitation/*.png", "the same"},
		{"energies/*.svg", "the same"},
		{"energies/*.png", "the same"},
		{"multilabel/*.svg", "the same"},
		{"multilabel/*.png", "the same"},
		{"dagger/curves.svg", "the chart of bench dagger has other names on its axes"},
		{"dagger/curves.png", "the same"},
		// Seven of the ten tasks move the same under MuJoCo 4.0, by another name; the others are run under 3.14.
		{"reacher/*.mcap", "recordings repeat the hash of the task's identity, which names the release"},
		{"hopper/*.mcap", "the same"},
		{"swing/*.mcap", "the same"},
		{"*reacher*/checkpoint-*.safetensors#envs.state", "the same, of episodes in progress"},
		{"swimmer/checkpoint-*.safetensors#envs.state", "the same"},
	},
	digests: []digest{
		{"*-data-info.stdout", regexp.MustCompile(`[0-9]+ bytes`)}, // recordings say what to imitate, and who acted
		{"*.json", regexp.MustCompile(`"digest": "[0-9a-f]{64}"`)}, // of the configuration of a benchmark's cell
		{"config.yaml", regexp.MustCompile(`from: [0-9a-f]{64}`)},  // of the policy file that a run starts from
		{"*.safetensors#config", regexp.MustCompile(`from: [0-9a-f]{64}`)},
		{"eval.json", regexp.MustCompile(`"policy": "[^"]*"`)},                     // a run is named by its path
		{"*.stderr", regexp.MustCompile(`(?m)^[^\n]* [0-9]+/[0-9]+(  [^\n]*)?\n`)}, // how far runs are, with their losses
		{"*.safetensors#run", regexp.MustCompile(`,"total":[0-9]+`)},               // a checkpoint says how far the run would go
		{"config.yaml", regexp.MustCompile(`linear_base: [0-9.]+\n`)},              // networks corrected no linear policy: nor do those compared
		{"*.safetensors#config", regexp.MustCompile(`linear_base: [0-9.]+\n`)},
		{"*", regexp.MustCompile(`:mujoco=3\.14|"physics": ?"locomotion/[12]"`)},
		{"*", regexp.MustCompile(`"params": ?\[\s*\{\s*"name": ?"mujoco",\s*"value": ?"[0-9.]+"\s*\}\s*\],\s*`)},
		{"*", regexp.MustCompile(`\{\s*"name": ?"mujoco",\s*"value": ?"[0-9.]+"\s*\},\s*`)},
		{"*", regexp.MustCompile(`"?task_hash"?: ?"?[0-9a-f]{64}`)},
		{"manifest.json", regexp.MustCompile(`"sha256": "[0-9a-f]{64}"`)},
		{"*-expert-list.stdout", regexp.MustCompile(`(?m)^(ant|humanoid|pusher) .*\n|\{\s*"task": "(ant|humanoid|pusher)"[^}]*\}`)},
		{"*-describe.stdout", regexp.MustCompile(`  physics  locomotion/[12]\n|  params   .*\n`)},
	},
	added: slices.Concat([]form{
		{"checkpoint-*.safetensors#acting*", "a checkpoint holds the policy that would be kept, so that it can be evaluated"},
		{"journal-*.rows", "the replay buffer is a journal beside the checkpoints"},
		{"checkpoint-*.safetensors#journal", "which says how much of it is theirs"},
	}, concluded("*gail*", "*-ppo", "*-sac", "*-ars", "from", "sac-longer", "swimmer")),
	moved: []form{
		{"checkpoint-*.safetensors#replay.*", "the rows of the journal; golden runs show that they resume as before"},
	},
	grown: []form{
		{"*-data-info.stdout", "labels and who acted are counted"},
		{"*-expert-list.stdout", "there are more experts, in the order of names"},
	},
}

// concluded are runs that are evaluated at their end and report now, like those of cloning.
func concluded(dirs ...string) []form {
	var list []form
	for _, dir := range dirs {
		list = append(list, form{dir + "/eval.json", "every method is evaluated at its end and reports"}, form{dir + "/report.html", "the same"})
	}
	return list
}

// inTables is a word of a benchmark's tables, printed and written.
func inTables(before, now string) []rename {
	return []rename{{"*.stdout", before, now}, {"table.txt", before, now}, {"table.md", before, now}}
}
