package dagger

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// demonstrate records an episode of the slider's expert in memory.
func demonstrate(t testing.TB) *data.Pairs {
	t.Helper()
	d, demo := data.New(toy.New().Spec()), &demos.Demonstration{Seed: 3, Purpose: envs.Demonstration}
	demo.Play(envs.NewRollout(toy.New(), toy.NewExpert()))
	if err := d.Add("episode", demo); err != nil {
		t.Fatal(err)
	}
	return d
}

// quick is a configuration of rounds that learns the slider in a moment.
func quick(rounds int) clone.Options {
	o := clone.Default()
	o.Task, o.Policy.Hidden, o.Batch, o.Reserve = "slider", []int{16}, 32, 0.2
	o.Steps, o.Schedule.Steps, o.Schedule.Warmup, o.Schedule.Rate = 120, 120, 10, 1e-2
	o.ValidateEvery, o.LogEvery, o.CheckpointEvery = 25, 10, 30
	o.DAgger = clone.Rounds{Rounds: rounds, Episodes: 3, Beta: 0.5}
	return o
}

// training is a run of one demonstration and rounds after it.
func training(t testing.TB, d disk.FS, o agents.Options) *agents.Training {
	return &agents.Training{
		Dir: learnertest.Dir, Options: o, Run: learnertest.On(d),
		Sources: agents.Sources{Pairs: demonstrate(t), NewEnv: toy.New, Expert: toy.NewExpert},
	}
}

// evaluate plays episodes of the slider.
func evaluate(t *testing.T, p func() envs.Policy) *eval.Result {
	t.Helper()
	o := eval.Default()
	o.Episodes, o.Bootstrap.Resamples = 45, 200
	r, err := eval.Evaluate(context.Background(), toy.New, p, o)
	if err != nil {
		t.Fatal(err)
	}
	return r
}

func TestContract(t *testing.T) {
	learnertest.Check(t, learnertest.Case{
		Training: func() *agents.Training { return training(t, disktest.NewMemory(), Options(quick(2))) }, Looks: 200, Obs: 2,
	})
}

// TestPatienceEndsRounds: rounds that end early are interrupted and resumed as others are.
func TestPatienceEndsRounds(t *testing.T) {
	o := quick(2)
	o.Patience, o.ValidateEvery, o.Schedule.Rate = 1, 7, 0.5
	learnertest.Resumes(t, 200, func(ctx context.Context, d disk.FS, workers int) error {
		tr := training(t, d, Options(o))
		tr.Sources.Workers = workers
		_, err := tr.Train(ctx)
		return err
	})
}

// TestDAggerLearnsWhereCloningHasNotBeen: one episode of the slider shows one side of the line only. The rounds that
// follow bring the expert's return on both; what the clone returns is by chance more or less, and not the expert's.
func TestDAggerLearnsWhereCloningHasNotBeen(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	measure := func(rounds int) *eval.Result {
		var o agents.Options = quick(rounds)
		if rounds > 0 {
			o = Options(quick(rounds))
		}
		trained, err := training(t, disktest.NewMemory(), o).Train(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return evaluate(t, func() envs.Policy { return trained.Policy.Share() })
	}
	cloned, asked := measure(0), measure(3)
	miss := func(r *eval.Result) float64 { return math.Abs(r.Mean - expert.Mean) }
	if miss(asked) > 0.002 || miss(asked) > miss(cloned)/5 {
		t.Errorf("return %v after 3 rounds, %v without, the expert's is %v", asked.Mean, cloned.Mean, expert.Mean)
	}
}

// TestDAggerRecords: the run's data set holds what was really played, tagged.
func TestDAggerRecords(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := training(t, d, Options(quick(2))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	set, err := demos.OpenFS(d, "run/"+DataDir)
	if err != nil || set.Len() != 6 {
		t.Fatalf("%d episodes recorded, %v", set.Len(), err)
	}
	for demo, err := range set.All() {
		if err != nil {
			t.Fatal(err)
		}
		replays(t, demo)
		if want := []string{"round-1", "round-2"}[demo.Index/3]; len(demo.Tags) != 2 || demo.Tags[1] != want {
			t.Errorf("episode %d has tags %v", demo.Index, demo.Tags)
		}
	}
}

// replays plays a recorded episode again.
func replays(t *testing.T, demo *demos.Demonstration) {
	t.Helper()
	e, obs := toy.New(), make([]float64, 2)
	envs.Start(e, obs, demo.Seed, demo.Purpose, demo.Index)
	for i := range demo.Len() {
		if reward, _ := e.Step(obs, demo.ActAt(i)); reward != demo.Reward[i] {
			t.Fatalf("episode %d does not replay", demo.Index)
		}
	}
}

// TestDAggerCountsQueries: the metrics say how many labels the expert has given so far.
func TestDAggerCountsQueries(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := training(t, d, Options(quick(2))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	var queries []int
	for lines := bufio.NewScanner(bytes.NewReader(learnertest.Content(t, d, "run/"+agents.MetricsFile))); lines.Scan(); {
		var line struct{ Queries int }
		if err := json.Unmarshal(lines.Bytes(), &line); err != nil {
			t.Fatal(err)
		}
		if line.Queries > 0 {
			queries = append(queries, line.Queries)
		}
	}
	if len(queries) != 2 || queries[0] != 20*4 || queries[1] != 20*7 {
		t.Errorf("queries %v, want 80 and 140", queries)
	}
}

// TestDataOfARunAreItsOwn: a link in place of the directory of recordings leads to nothing that is written.
func TestDataOfARunAreItsOwn(t *testing.T) {
	dir, elsewhere := t.TempDir(), t.TempDir()
	if err := os.Symlink(elsewhere, filepath.Join(dir, DataDir)); err != nil {
		t.Skip(err)
	}
	l := &Learner{src: &agents.Sources{Dir: dir, Disk: disk.OS{}}}
	if err := l.tidy(); err == nil || !strings.Contains(err.Error(), "not a directory") {
		t.Errorf("error %v", err)
	}
	if entries, err := os.ReadDir(elsewhere); err != nil || len(entries) > 0 {
		t.Errorf("the other directory holds %v, %v", entries, err)
	}
}
