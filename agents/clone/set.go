package clone

import (
	"errors"
	"fmt"
	"strings"

	"github.com/goccy/go-yaml"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/policy"
)

// Set changes a setting of plain cloning.
func (o Options) Set(path, text string) (agents.Options, error) {
	if strings.HasPrefix(path, "dagger.") {
		return nil, errors.New("rounds are of the method dagger: write --method dagger")
	}
	err := o.Change(path, text)
	return o, err
}

// Change sets the field at a path of YAML keys, given as its text in YAML, and what must move with it: the loss brings a
// policy that it can train, the number of steps its schedule. A member's option is set of the member that is chosen.
func (o *Options) Change(path, text string) error {
	if option, ok := strings.CutPrefix(path, "policy.head."); ok {
		return o.changeGreedy(option, text)
	}
	switch path {
	case "loss":
		var name string
		if err := yaml.Unmarshal([]byte(text), &name); err != nil {
			return err
		}
		return o.UseLoss(name)
	case "steps":
		if err := config.Set(o, path, text); err != nil {
			return err
		}
		o.Schedule.Steps, o.Schedule.Warmup = o.Steps, min(o.Schedule.Warmup, o.Steps/10) // a short run warms up for a tenth of it
		return nil
	case "schedule.final_share":
		share := struct {
			Share float64 `yaml:"share"`
		}{}
		err := config.Set(&share, "share", text)
		if err == nil {
			err = config.Range("schedule.final_share", share.Share, 0, 1)
		}
		o.Schedule.Final = share.Share * o.Schedule.Rate
		return err
	case "policy.hidden":
		if t, err := policy.FindTrunk(o.Policy.Trunk.Name); err == nil && !t.Hidden {
			return fmt.Errorf("trunk %q has no hidden widths", t.Name)
		}
	}
	return config.Set(o, path, text)
}

// changeGreedy sets an option of a greedy head.
func (o *Options) changeGreedy(path, text string) error {
	g, ok := o.Policy.Greedy()
	if !ok {
		return fmt.Errorf("only policies with an energy have it: the loss %q trains the head %q, which has none", o.Loss.Name, o.Policy.Head.Name)
	}
	if err := config.Set(&g, path, text); err != nil {
		return err
	}
	o.Policy.SetGreedy(g)
	return nil
}
