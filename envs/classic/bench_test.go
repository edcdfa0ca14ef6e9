package classic_test

import (
	"slices"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

func BenchmarkStep(b *testing.B) {
	all := tasks()
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		b.Run(name, func(b *testing.B) {
			e := all[name]()
			obs, act := make([]float64, len(e.Spec().Obs)), make([]float64, e.Spec().Action.Dim())
			rng := envs.Stream(0, envs.Tuning, 0)
			e.Reset(obs, rng)
			b.ReportAllocs()
			for b.Loop() {
				if _, end := e.Step(obs, act); end != envs.Running {
					e.Reset(obs, rng)
				}
			}
		})
	}
}
