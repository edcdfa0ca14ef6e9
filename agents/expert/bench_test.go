package expert_test

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

func BenchmarkAct(b *testing.B) {
	for _, id := range scriptedIDs() {
		if _, barred := bars[id]; !barred {
			continue
		}
		b.Run(id, func(b *testing.B) {
			newEnv, err := suite.Make(id)
			if err != nil {
				b.Fatal(err)
			}
			e, err := expert.For(id)
			if err != nil {
				b.Fatal(err)
			}
			r := envs.NewRollout(newEnv(), e.New())
			r.Start(0, envs.Tuning, 0)
			act := make([]float64, len(r.Transition().Act))
			b.ReportAllocs()
			for b.Loop() {
				r.Policy().Act(act, r.Obs())
			}
		})
	}
}
