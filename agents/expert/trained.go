package expert

import (
	"bytes"
	"embed"
	"fmt"
	"io/fs"
	"strings"
	"sync"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// trainedFiles are the policies of the trained experts, as `fenchel expert train` wrote them.
//
//go:embed trained/*.safetensors
var trainedFiles embed.FS

// trained is the expert of a task whose policy was trained by reward.
func trained(task, method, how string) Expert {
	load := sync.OnceValue(func() *policy.Network { return readTrained(trainedFiles, task) })
	return Expert{
		Task: task,
		Card: Card{
			Method:  method,
			How:     how,
			Knows:   "nothing: it sees what a learner sees",
			Cost:    "a few microseconds an action",
			Command: trainCommand(task),
		},
		New: func() envs.Policy { return load().Clone() },
	}
}

// noisy is trained for a policy that is a distribution.
func noisy(task, method, how string) Expert {
	e := trained(task, method, how)
	quiet := e.New
	e.NewStochastic = func() envs.Policy {
		n := quiet().(*policy.Network)
		n.Draw()
		return n
	}
	return e
}

// under names the task that an expert was trained in, where another than its own is shared with it.
func under(id string, e Expert) Expert {
	e.Card.Command = trainCommand(id)
	return e
}

// trainCommand trains the expert of a task again.
func trainCommand(id string) string {
	return "fenchel expert train " + id + " -o " + envs.Base(id) + "-expert"
}

// trainedPath is the embedded file of the policy of a task or variant, whose colons are dots in it.
func trainedPath(name string) string {
	return "trained/" + strings.ReplaceAll(name, ":", ".") + ".safetensors"
}

// readTrained opens an embedded policy. Tests open all of them, so a failure is the programmer's.
func readTrained(files fs.FS, name string) *policy.Network {
	data, err := fs.ReadFile(files, trainedPath(name))
	if err != nil {
		panic(fmt.Sprintf("expert: %v", err))
	}
	f, _, err := net.Read(bytes.NewReader(data), int64(len(data)), int64(len(data)))
	if err != nil {
		panic(fmt.Sprintf("expert: the policy for %s: %v", name, err))
	}
	n, err := policy.FromFile(f)
	if err != nil {
		panic(fmt.Sprintf("expert: the policy for %s: %v", name, err))
	}
	return n
}
