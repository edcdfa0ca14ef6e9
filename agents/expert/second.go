package expert

import (
	"io/fs"
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
)

// Second is another expert of a task, who does it well in another way: demonstrations of both are a mixture, where the
// mean of two good actions may be a bad one. Its policy is the embedded file trained/TASK.second.safetensors; few tasks
// have one. Variants of a task share it.
func Second(task string) (Expert, bool) { return secondIn(trainedFiles, task) }

func secondIn(files fs.FS, task string) (Expert, bool) {
	name := envs.Base(task)
	file := name + ".second"
	if _, err := fs.Stat(files, trainedPath(file)); err != nil {
		return Expert{}, false
	}
	load := sync.OnceValue(func() *policy.Network { return readTrained(files, file) })
	e := Expert{
		Task: name,
		Card: Card{
			Method:  "that of the task's expert, from another seed",
			How:     "A network that was trained as the task's expert was and came to do it otherwise.",
			Knows:   "nothing: it sees what a learner sees",
			Cost:    "a few microseconds an action",
			Command: "fenchel expert train " + name + " --seed 1 -o " + name + "-second",
		},
		New: func() envs.Policy { return load().Clone() },
	}
	if noisy := load().Clone(); noisy.Draw() {
		e.NewStochastic = func() envs.Policy { return noisy.Clone() }
	}
	return e, true
}
