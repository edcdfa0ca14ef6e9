package imitation

import (
	"fmt"
	"slices"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// Part is a part of the benchmark; empty fields mean all of it.
type Part struct {
	Tasks   []string
	Demos   []int
	Methods []string
	Seeds   int // at most, at each number of demonstrations
}

// Select reduces the configuration to a part of the benchmark, in the benchmark's own order. Tasks may be others than its
// own.
func (b *Config) Select(p Part) error {
	if len(p.Tasks) > 0 {
		b.Tasks = p.Tasks
	}
	if err := grid.CheckTasks(b.Tasks); err != nil {
		return err
	}
	for _, n := range p.Demos {
		if !slices.Contains(b.counts(), n) {
			return fmt.Errorf("%d demonstrations are not among the benchmark's", n)
		}
	}
	for _, name := range p.Methods {
		if !slices.Contains(b.names(), name) {
			return fmt.Errorf("no method is called %q: there are %v", name, b.names())
		}
	}
	if len(p.Demos) > 0 {
		b.Demos = slices.DeleteFunc(b.Demos, func(d Demos) bool { return !slices.Contains(p.Demos, d.Episodes) })
	}
	if len(p.Methods) > 0 {
		b.Methods = slices.DeleteFunc(b.Methods, func(m Method) bool { return !slices.Contains(p.Methods, m.Name) })
	}
	for i := range b.Demos {
		if p.Seeds > 0 {
			b.Demos[i].Seeds = min(b.Demos[i].Seeds, p.Seeds)
		}
	}
	return nil
}
