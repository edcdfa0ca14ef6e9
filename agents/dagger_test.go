package agents

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

func asking(t *testing.T, d disk.FS, rounds int) *DAgger {
	tr := training(t, d, func(tr *Training) {
		tr.Data = demonstrate(t, 1)
		tr.Options.Reserve = 0.2
		tr.Options.DAgger = DAggerOptions{Rounds: rounds, Episodes: 3, Beta: 0.5}
	})
	return &DAgger{Training: *tr, NewEnv: toy.New, Expert: toy.NewExpert}
}

// TestDAggerLearnsWhereCloningHasNotBeen: one episode of the slider shows one side of the line only. The rounds that
// follow bring the expert's return on both.
func TestDAggerLearnsWhereCloningHasNotBeen(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	measure := func(rounds int) *eval.Result {
		d := asking(t, disktest.NewMemory(), rounds)
		if rounds == 0 {
			trained, err := d.Training.Train(context.Background())
			if err != nil {
				t.Fatal(err)
			}
			return evaluate(t, func() envs.Policy { return trained.Policy.Clone() })
		}
		trained, err := d.Train(context.Background())
		if err != nil {
			t.Fatal(err)
		}
		return evaluate(t, func() envs.Policy { return trained.Policy.Clone() })
	}
	cloned, asked := measure(0), measure(3)
	if asked.Mean < expert.Mean-0.1 || asked.Mean <= cloned.Mean {
		t.Errorf("return %v after 3 rounds, %v without, the expert's is %v", asked.Mean, cloned.Mean, expert.Mean)
	}
}

func TestDAggerResumesExactly(t *testing.T) {
	defer runtime.GOMAXPROCS(runtime.GOMAXPROCS(0))
	resumesExactly(t, 200, func(ctx context.Context, d disk.FS, workers int) error {
		a := asking(t, d, 2)
		a.Workers = workers
		_, err := a.Train(ctx)
		return err
	})
}

// TestDAggerRecords: the run's data set holds what was really played, tagged, and the metrics count the queries.
func TestDAggerRecords(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := asking(t, d, 2).Train(context.Background()); err != nil {
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
		e := toy.New()
		obs := make([]float64, 2)
		envs.Start(e, obs, demo.Seed, demo.Purpose, demo.Index)
		for i := range demo.Len() {
			if reward, _ := e.Step(obs, demo.ActAt(i)); reward != demo.Reward[i] {
				t.Fatalf("episode %d does not replay", demo.Index)
			}
		}
		if want := []string{"round-1", "round-2"}[demo.Index/3]; len(demo.Tags) != 2 || demo.Tags[1] != want {
			t.Errorf("episode %d has tags %v", demo.Index, demo.Tags)
		}
	}
	var queries []int
	for lines := bufio.NewScanner(bytes.NewReader(content(t, d, "run/"+MetricsFile))); lines.Scan(); {
		var line RoundLine
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
