package physics

import (
	"compress/gzip"
	"encoding/json"
	"flag"
	"os"
	"testing"
)

var update = flag.Bool("update", false, "write testdata/golden.jsonl.gz from the reference data")

const goldenPath = "testdata/golden.jsonl.gz"

// golden is a small extract of the reference data, so that the engine is checked against MuJoCo 3.14.0 wherever it is
// built: one line per model, with the compiled constants, some probes and the starts of some rollouts.
type golden struct {
	Model    *compiled
	Probes   []*probe
	Rollouts []*trajectory
}

// goldenSteps is the length of a rollout in the extract, in environment steps.
const goldenSteps = 8

// TestGolden checks the engine against the extract; with -update it makes the extract first.
func TestGolden(t *testing.T) {
	if *update {
		writeGolden(t)
	}
	n := 0
	readLines(t, goldenPath, func(g *golden) {
		n++
		t.Run(g.Model.Model, func(t *testing.T) {
			m := g.Model.model()
			if err := m.SetConst(); err != nil {
				t.Fatal(err)
			}
			checkConstants(t, g.Model, m)
			c := newProbeCheck(m)
			for _, p := range g.Probes {
				c.run(t, p)
			}
			c.report(t)
			for _, r := range g.Rollouts {
				replay(t, m, r, goldenSteps)
			}
		})
	})
	if n != len(modelNames) {
		t.Errorf("%d models, want %d", n, len(modelNames))
	}
}

func writeGolden(t *testing.T) {
	t.Helper()
	if err := os.MkdirAll("testdata", 0o777); err != nil {
		t.Fatal(err)
	}
	file, err := os.Create(goldenPath)
	if err != nil {
		t.Fatal(err)
	}
	z, _ := gzip.NewWriterLevel(file, gzip.BestCompression)
	enc := json.NewEncoder(z)
	for _, name := range modelNames {
		g := &golden{Model: readCompiled(t, name)}
		readLines(t, reference(t, "probes", name+".jsonl.gz"), func(p *probe) {
			if p.Probe%60 == 20 {
				g.Probes = append(g.Probes, p)
			}
		})
		readLines(t, reference(t, "traj_exact", name+".jsonl.gz"), func(r *trajectory) {
			if r.Seq == 0 {
				r.Ctrl, r.CfrcExt = r.Ctrl[:goldenSteps], nil
				r.QPos, r.QVel, r.NCon = r.QPos[:goldenSteps+1], r.QVel[:goldenSteps+1], r.NCon[:goldenSteps+1]
				g.Rollouts = append(g.Rollouts, r)
			}
		})
		if err := enc.Encode(g); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	if err := file.Close(); err != nil {
		t.Fatal(err)
	}
}
