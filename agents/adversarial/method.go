package adversarial

import (
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"fmt"
	"math"
	"strings"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// Options are those of SAC; their node gail is the discriminator's.
type Options rl.Options

func init() {
	agents.Methods.Register("gail", agents.Method{
		Summary: "adversarial imitation: the policy acts in the task and is rewarded for what a discriminator takes for the expert's",
		Demos:   true, Episodes: true,
		ActsIn: withoutEarlyEnds,
		Default: func(task string) agents.Options {
			o := Default()
			o.Task = task
			return o
		},
		Read: func(name string, text []byte) (agents.Options, error) {
			o, err := rl.ReadConfig(name, text, "gail")
			return Options(o), err
		},
	})
}

// withoutEarlyEnds is the task whose episodes tell nothing by their length.
func withoutEarlyEnds(task string) string {
	const variant = ":fixed-horizon"
	if strings.Contains(task, variant) {
		return task
	}
	return task + variant
}

// Default is a million steps with networks of two layers of 128.
func Default() Options { return Options(rl.DefaultsOf("gail")) }

// Validate names everything that is wrong with the options, a line each.
func (o Options) Validate() error { return rl.Options(o).Validate() }

// YAML is the configuration as config.yaml holds it.
func (o Options) YAML() []byte { return rl.Options(o).YAML() }

// Set changes a setting, of the schedule and the running mean those of the policy.
func (o Options) Set(path, text string) (agents.Options, error) {
	changed, err := rl.Options(o).Set(path, text)
	if err != nil {
		return nil, err
	}
	return Options(changed.(rl.Options)), nil
}

// Plan keeps the last policy: the return, which only the curve shows, is nothing to choose by.
func (o Options) Plan() agents.Plan {
	p := rl.Options(o).Plan()
	p.KeepLast = true
	return p
}

// Resolve names the task, the demonstrations and the kernels.
func (o Options) Resolve(from *agents.Sources) (agents.Options, error) {
	resolved, err := rl.Options(o).ResolveTask(from)
	if err != nil {
		return nil, err
	}
	spec := from.NewEnv().Spec()
	if len(from.Demos) == 0 {
		return nil, errors.New("method gail needs demonstrations")
	}
	if spec.EndsEarly() {
		from.Note("episodes of " + spec.Name + " can end early, which tells the learner what is good: " + spec.Name + ":fixed-horizon does not")
	}
	if err := checkDemos(from.Demos, spec); err != nil {
		return nil, err
	}
	resolved.Resolved.Demos = digest(from.Demos)
	return Options(resolved), nil
}

// New makes SAC on the discriminator's reward.
func (o Options) New(from *agents.Sources) (agents.Learner, error) {
	options := rl.Options(o)
	return rl.NewSAC(options, from, newDiscriminator(options, from.NewEnv().Spec(), from.Demos, o.SAC.Batch)), nil
}

// checkDemos refuses episodes whose observations or actions are not of the task's lengths.
func checkDemos(list []*demos.Demonstration, spec envs.Spec) error {
	for i, d := range list {
		if d.Len() == 0 || len(d.ObsAt(0)) != len(spec.Obs) || len(d.ActAt(0)) != spec.Action.Dim() {
			return fmt.Errorf("demonstration %d does not fit %s", i, spec.Name)
		}
	}
	return nil
}

// digest names the demonstrations by a SHA-256 over their observations and actions.
func digest(list []*demos.Demonstration) string {
	sum := sha256.New()
	var word [8]byte
	for _, d := range list {
		for _, xs := range [][]float64{d.Obs, d.Act} {
			for _, x := range xs {
				binary.LittleEndian.PutUint64(word[:], math.Float64bits(x))
				sum.Write(word[:])
			}
		}
	}
	return hex.EncodeToString(sum.Sum(nil))
}
