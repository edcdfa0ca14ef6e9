package suite

import (
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/pusht"
)

// The variants of PushT.
const (
	stateObserved = "state"      // observes the state instead of key points
	publishedAre  = "published=" // goes through published starts
)

func init() {
	t := Task{Name: "pusht", Tags: []string{"pusht", "continuous", "goal"}, Variants: []string{stateObserved}}
	for _, name := range pusht.PublishedNames() {
		t.Variants = append(t.Variants, publishedAre+name)
	}
	t.Build = func(v Variant) envs.Env {
		o := pusht.DefaultOptions()
		o.Options = v.Options(o.Horizon)
		o.State = v.Has(stateObserved)
		o.Published, _ = v.Value(publishedAre)
		return pusht.New(o)
	}
	Register(t)
}
