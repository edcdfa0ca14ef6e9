package dagger

import (
	"bytes"
	"context"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

// recorded are the episodes of a run's data set.
func recorded(t *testing.T, d disk.FS) []*demos.Demonstration {
	t.Helper()
	set, err := demos.OpenFS(d, filepath.Join(learnertest.Dir, DataDir))
	if err != nil {
		t.Fatal(err)
	}
	all, err := set.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// TestDAggerRecordsLabels: the run's data set holds the expert's labels and what was played, and who played it, so
// that training on it imitates the expert and not the learner.
func TestDAggerRecordsLabels(t *testing.T) {
	d := disktest.NewMemory()
	if _, err := training(t, d, Options(quick(2))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	acted := map[envs.Author]int{}
	for _, demo := range recorded(t, d) {
		expert, label := toy.NewExpert(), []float64{0}
		for i := range demo.Len() {
			expert.Act(label, demo.ObsAt(i))
			if demo.LabelAt(i)[0] != label[0] {
				t.Fatalf("episode %d, step %d: label %v: the expert says %v", demo.Index, i, demo.LabelAt(i), label)
			}
			if acted[demo.Author[i]]++; demo.Author[i] == envs.TheExpert && demo.ActAt(i)[0] != label[0] {
				t.Errorf("episode %d, step %d: not what the expert would have sent", demo.Index, i)
			}
		}
		if !slices.Equal(data.Labels.Of(demo), demo.Label) || slices.Equal(data.Sent.Of(demo), demo.Label) {
			t.Errorf("episode %d: learning from it does not tell labels from what was sent", demo.Index)
		}
	}
	if acted[envs.TheExpert] == 0 || acted[envs.TheLearner] == 0 || len(acted) != 2 {
		t.Errorf("who acted: %v: want the expert in about three steps of eight", acted)
	}
}

// again is a run whose checkpoints are lost, and its episodes, changed by edit, are not.
func again(t *testing.T, was disk.FS, edit func(*demos.Demonstration)) *disktest.Memory {
	t.Helper()
	d := disktest.NewMemory()
	l := &Learner{src: &agents.Sources{Dir: learnertest.Dir, Disk: d, Pairs: demonstrate(t)}, o: Options(quick(2))}
	if err := d.Mkdir(learnertest.Dir); err != nil {
		t.Fatal(err)
	}
	rec, err := l.recorder()
	if err != nil {
		t.Fatal(err)
	}
	for _, demo := range recorded(t, was) {
		edit(demo)
		if err := rec.Append(demo); err != nil {
			t.Fatal(err)
		}
	}
	if err := rec.Close(); err != nil {
		t.Fatal(err)
	}
	return d
}

// asked is an expert that counts.
type asked struct {
	envs.Policy
	n *int
}

func (a asked) Act(dst, obs []float64) {
	*a.n++
	a.Policy.Act(dst, obs)
}

// TestDAggerResumesFromLabels: what the expert has said once is not asked again, and where an earlier version recorded
// no labels it is, with the same policy in the end.
func TestDAggerResumesFromLabels(t *testing.T) {
	was := disktest.NewMemory()
	if _, err := training(t, was, Options(quick(2))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	want := learnertest.Content(t, was, "run/"+agents.PolicyFile)
	for name, c := range map[string]struct {
		edit    func(*demos.Demonstration)
		queries int
	}{
		"labels":         {func(*demos.Demonstration) {}, 0},
		"an earlier run": {func(d *demos.Demonstration) { d.Label, d.Author = nil, nil }, 20 * 6},
	} {
		d, queries := again(t, was, c.edit), 0
		tr := training(t, d, Options(quick(2)))
		tr.Sources.Workers = 1
		tr.Sources.Expert = func() envs.Policy { return asked{toy.NewExpert(), &queries} }
		if _, err := tr.Train(context.Background()); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		if queries != c.queries {
			t.Errorf("%s: the expert was asked %d times: want %d", name, queries, c.queries)
		}
		if !bytes.Equal(learnertest.Content(t, d, "run/"+agents.PolicyFile), want) {
			t.Errorf("%s: another policy", name)
		}
	}
}

// TestDAggerNamesTheEpisodeThatDoesNotReplay, where an earlier version recorded it without labels.
func TestDAggerNamesTheEpisodeThatDoesNotReplay(t *testing.T) {
	was := disktest.NewMemory()
	if _, err := training(t, was, Options(quick(2))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	d := again(t, was, func(d *demos.Demonstration) {
		d.Label, d.Author = nil, nil
		if d.Index == 1 {
			d.End = envs.Failed
		}
	})
	_, err := training(t, d, Options(quick(2))).Train(context.Background())
	if err == nil || !strings.Contains(err.Error(), "episode 1 does not replay") {
		t.Errorf("error %v", err)
	}
}

// TestDAggerRefusesALostRecording: episodes are found by their position, so that one that is missing would shift the rest.
func TestDAggerRefusesALostRecording(t *testing.T) {
	was := disktest.NewMemory()
	if _, err := training(t, was, Options(quick(2))).Train(context.Background()); err != nil {
		t.Fatal(err)
	}
	d := again(t, was, func(*demos.Demonstration) {})
	if err := d.Remove("run/" + DataDir + "/episode-000001.mcap"); err != nil {
		t.Fatal(err)
	}
	l := &Learner{src: &agents.Sources{Dir: learnertest.Dir, Disk: d, Pairs: demonstrate(t)}, o: Options(quick(2))}
	if err := l.recall(2); err == nil || !strings.Contains(err.Error(), "missing: episode 1") {
		t.Errorf("error %v", err)
	}
}
