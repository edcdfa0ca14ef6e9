package expert_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"sync"
	"testing"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

var update = flag.Bool("update", false, "measure the suite's reference returns and write references.json")

const (
	referenceEpisodes = 1000
	shortEpisodes     = 20
)

// bars are what the experts must reach: mean returns, or shares of success, over the reference episodes.
var bars = map[string]struct{ mean, success float64 }{
	"pendulum":               {mean: -150},
	"cartpole":               {mean: 500},
	"cartpole-continuous":    {mean: 500},
	"mountaincar":            {mean: -105, success: 1},
	"mountaincar-continuous": {mean: 97, success: 1},
	"acrobot":                {mean: -75, success: 1},
	"particle-2":             {mean: 0.99, success: 0.99},
	"particle-2:multimodal":  {mean: 0.99, success: 0.99},
	"particle-8":             {mean: 0.99, success: 0.99},
	"particle-32":            {mean: 0.99, success: 0.99},
	"pusht":                  {mean: 0.999, success: 0.995},
	"pusht:state":            {mean: 0.999, success: 0.995},

	"hopper":                   {mean: 3500},
	"walker2d":                 {mean: 4500},
	"halfcheetah":              {mean: 11500},
	"ant":                      {mean: 4000},
	"swimmer":                  {mean: 330},
	"reacher":                  {mean: -5},
	"pusher":                   {mean: -35},
	"humanoid":                 {mean: 5000},
	"inverted-pendulum":        {mean: 1000},
	"inverted-double-pendulum": {mean: 9000},

	"ant:mujoco=3.14":      {mean: 4000},
	"humanoid:mujoco=3.14": {mean: 5000},
	"pusher:mujoco=3.14":   {mean: -35},
}

// TestReferences measures random actions and the expert on every task and variant, holds the expert to its bar and the
// result to what the suite says. With -short it plays the first few episodes and holds the expert to its bar alone; so it
// does with those whose thousand episodes take minutes, unless -update is set.
func TestReferences(t *testing.T) {
	measured := map[string]suite.Reference{}
	for _, id := range slices.Concat(scriptedIDs(), locomotionIDs(), releaseIDs) {
		t.Run(id, func(t *testing.T) {
			newEnv, e := of(t, id)
			if slow := e.Card.Command != "" || e.Task == "pusht"; testing.Short() || slow && !*update {
				checkShort(t, id, newEnv, e.New)
				return
			}
			if strings.HasSuffix(id, ":fixed-horizon") && !*update {
				t.Skip("measured with -update alone: it takes a minute")
			}
			r := suite.Reference{Random: measure(newEnv, random(newEnv()), referenceEpisodes), Expert: measure(newEnv, e.New, referenceEpisodes)}
			measured[id] = r
			if bar, ok := bars[id]; ok && (r.Expert.Mean < bar.mean || r.Expert.Success < bar.success) {
				t.Errorf("expert: %+v, want %+v", r.Expert, bar)
			}
			if stored, _ := suite.ReferenceOf(id); !*update && !near(stored, r) {
				t.Errorf("the suite says %+v, measured %+v: run with -update", stored, r)
			}
		})
	}
	if *update && !testing.Short() {
		write(t, measured)
	}
}

// checkShort holds an expert to its bar, up to four standard errors of a few episodes.
func checkShort(t *testing.T, id string, newEnv func() envs.Env, newPolicy func() envs.Policy) {
	bar, ok := bars[id]
	if !ok {
		t.Skip("no bar")
	}
	got := measure(newEnv, newPolicy, shortEpisodes)
	if slack := 4 * got.SD / math.Sqrt(shortEpisodes); got.Mean < bar.mean-slack || got.Success < bar.success {
		t.Errorf("expert: %+v, want %+v", got, bar)
	}
}

// near compares up to what another machine's rounding may do to a few chaotic episodes.
func near(a, b suite.Reference) bool {
	close := func(a, b suite.Returns) bool {
		tol := 1e-9 + 0.2*b.SD/math.Sqrt(referenceEpisodes)
		return math.Abs(a.Mean-b.Mean) <= tol && math.Abs(a.Success-b.Success) <= 0.005
	}
	return close(a.Random, b.Random) && close(a.Expert, b.Expert)
}

// measure plays episodes 0 … n−1 of the reference stream, spread over the cores by index.
func measure(newEnv func() envs.Env, newPolicy func() envs.Policy, n int) suite.Returns {
	returns, success := make([]float64, n), make([]float64, n)
	var wg sync.WaitGroup
	workers := runtime.GOMAXPROCS(0)
	for w := range workers {
		wg.Go(func() {
			r := envs.NewRollout(newEnv(), newPolicy())
			succeeder, _ := envs.As[envs.Succeeder](r.Env())
			for i := w; i < n; i += workers {
				r.Start(0, envs.Reference, uint64(i))
				for r.Next() {
				}
				returns[i] = r.Return()
				if s, ok := envs.As[envs.Scorer](r.Env()); ok {
					returns[i] = s.Score()
				}
				if succeeder != nil && succeeder.Success() {
					success[i] = 1
				}
			}
		})
	}
	wg.Wait()
	mean, sd := stat.MeanStdDev(returns, nil)
	return suite.Returns{Mean: mean, SD: sd, Success: stat.Mean(success, nil)}
}

// random is the policy that normalized scores call 0.
func random(e envs.Env) func() envs.Policy {
	set := e.Spec().Action
	return func() envs.Policy { return policy.NewRandom(set) }
}

// write stores the references in the suite, besides those of other tasks.
func write(t *testing.T, measured map[string]suite.Reference) {
	t.Helper()
	path := filepath.Join("..", "..", "envs", "suite", "references.json")
	old, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	all := map[string]suite.Reference{}
	if err := json.Unmarshal(old, &all); err != nil {
		t.Fatal(err)
	}
	for id, r := range measured {
		all[id] = r
	}
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetIndent("", "  ")
	if err := enc.Encode(all); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, out.Bytes(), 0o644); err != nil {
		t.Fatal(err)
	}
}
