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

func pushtTask() Task {
	t := Task{Name: "pusht", Tags: []string{"pusht", "continuous", "goal"}, Variants: []string{stateObserved}}
	for _, name := range pusht.PublishedNames() {
		t.Variants = append(t.Variants, publishedAre+name)
	}
	t.build = func(v variant) envs.Env {
		o := pusht.DefaultOptions()
		v.apply(&o.Options)
		o.State = v.has(stateObserved)
		o.Published, _ = v.value(publishedAre)
		return pusht.New(o)
	}
	return t
}
