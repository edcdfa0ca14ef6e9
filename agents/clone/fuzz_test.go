package clone

import (
	"bytes"
	"context"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/agents/learnertest"
	"github.com/fenchel-gym/fenchel/internal/config"
	"github.com/fenchel-gym/fenchel/internal/disk"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// FuzzConfig: no configuration panics or hangs, and one that is accepted is written and read again as it is.
func FuzzConfig(f *testing.F) {
	f.Add(quick().YAML())
	for _, text := range hostileConfigs {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		config.Difference(text, quick().YAML())
		o, err := ReadConfig("c", text)
		if err != nil {
			if !strings.HasPrefix(err.Error(), "c:") {
				t.Fatalf("error %q does not begin with the file", err)
			}
			return
		}
		again, err := ReadConfig("c", o.YAML())
		if err != nil {
			t.Fatalf("written and read again: %v\n%s", err, o.YAML())
		}
		if !bytes.Equal(again.YAML(), o.YAML()) {
			t.Fatalf("read again it is another:\n%s", strings.Join(config.Difference(o.YAML(), again.YAML()), "\n"))
		}
	})
}

// FuzzCheckpoint resumes from a checkpoint that is whole, yet says what no run would have written.
func FuzzCheckpoint(f *testing.F) {
	short := func(tr *trial) {
		tr.Options.Policy.Hidden, tr.Options.Batch = []int{4}, 8
		tr.Options.Steps, tr.Options.Schedule.Steps, tr.Options.Schedule.Warmup = 8, 8, 0
		tr.Options.ValidateEvery, tr.Options.LogEvery, tr.Options.CheckpointEvery = 4, 2, 4
		tr.Workers = 1
	}
	d := disktest.NewMemory()
	tr := training(f, d, short)
	if _, err := tr.Train(learnertest.NewFuse(6)); err == nil {
		f.Fatal("the run was not interrupted")
	}
	newest, from := newestCheckpoint(f, d)
	meta := from.Meta
	f.Add(meta["run"], meta[stateKey], meta[foldKey], uint64(0))
	f.Add(meta["run"], strings.Replace(meta[stateKey], `"step":`, `"step":-`, 1), "1", uint64(3))
	f.Add(meta["run"], strings.Replace(meta[stateKey], `"at":`, `"at":9`, 1), "-1", uint64(7))
	f.Fuzz(func(t *testing.T, header, state, round string, number uint64) {
		g := net.File{Meta: map[string]string{"run": header, stateKey: state, foldKey: round}}
		for i, tensor := range from.Tensors {
			if x, ok := tensor.Data.([]float32); ok && int(number%64) == i { // one number becomes any
				x = append([]float32(nil), x...)
				x[int(number>>6)%len(x)] = math.Float32frombits(uint32(number >> 32))
				tensor.Data = x
			}
			g.Tensors = append(g.Tensors, tensor)
		}
		var file bytes.Buffer
		if _, err := g.WriteTo(&file); err != nil {
			return // a text that JSON cannot hold
		}
		d := disktest.NewMemory()
		tr := training(t, d, short)
		if _, err := tr.Train(learnertest.NewFuse(6)); err == nil {
			t.Fatal("the run was not interrupted")
		}
		if err := disk.WriteFile(d, newest, file.Bytes()); err != nil {
			t.Fatal(err)
		}
		ctx, cancel := context.WithTimeout(t.Context(), 20*time.Second)
		defer cancel()
		training(t, d, short).Train(ctx)
		if ctx.Err() != nil {
			t.Fatal("the run does not end")
		}
	})
}

// newestCheckpoint is the name and the content of the newest checkpoint of a run.
func newestCheckpoint(t testing.TB, d disk.FS) (string, *net.File) {
	t.Helper()
	entries, err := d.ReadDir(learnertest.Dir)
	if err != nil {
		t.Fatal(err)
	}
	name := ""
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), "checkpoint-") {
			name = learnertest.Dir + "/" + e.Name()
		}
	}
	text := learnertest.Content(t, d, name)
	f, _, err := net.Read(bytes.NewReader(text), int64(len(text)), int64(len(text)))
	if err != nil {
		t.Fatal(err)
	}
	return name, f
}

// hostileConfigs are what TestHostileConfigs wants refused and FuzzConfig starts from.
var hostileConfigs = map[string]string{
	"aliases":           "a: &a [x,x,x]\nb: &b [*a,*a,*a]\nc: [*b,*b,*b]\n",
	"merge":             "policy: &p {head: greedy}\noptimizer:\n  <<: *p\n",
	"tag":               "seed: !!int 3\n",
	"directive":         "%YAML 1.2\n---\nseed: 3\n",
	"two documents":     "seed: 3\n---\nseed: 4\n",
	"key twice":         "seed: 3\nseed: 4\n",
	"not a number":      "clip_norm: .nan\n",
	"infinite":          "schedule:\n  rate: .inf\n",
	"nested list":       "policy:\n  hidden: " + strings.Repeat("[", 200) + strings.Repeat("]", 200) + "\n",
	"a list":            "- seed\n- 3\n",
	"a word":            "seed\n",
	"control character": "task: \"\\e[2J\"\n",
	"huge layer":        "policy:\n  hidden: [99999999]\n",
	"NUL":               "seed: 3\x00\n",
}
