package interchange

import (
	"bytes"
	"compress/gzip"
	"context"
	"encoding/json"
	"errors"
	"io"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/classic"
	"github.com/fenchel-gym/fenchel/envs/pusht"
)

func pushtOptions() Options {
	make := func(endless bool) func() envs.Env {
		o := pusht.DefaultOptions()
		o.State = true
		if endless {
			o.FixedHorizon, o.Horizon = true, 1<<30
		}
		return func() envs.Env { return pusht.New(o) }
	}
	return Options{Task: make(false), Replay: make(true), Actor: demos.Actor{Name: "human"}, Recorder: demos.DefaultOptions()}
}

// source is a text as a source.
func source(name, text string) *Source {
	return &Source{Name: name, Open: func() (io.ReadCloser, error) { return io.NopCloser(strings.NewReader(text)), nil }}
}

func zipped(text string) string {
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	w.Write([]byte(text))
	w.Close()
	return b.String()
}

// recorded plays PushT from a start and returns states (T+1), actions and rewards as a foreign recording has them.
func recorded(t *testing.T, steps int) (start []float64, states, acts [][]float64, rewards []float64) {
	t.Helper()
	task := pushtOptions().Task().(*pusht.Task)
	start = []float64{300, 320, 250, 260, 0.3}
	obs := make([]float64, 5)
	if err := task.ResetToRecordedStart(obs, start, "legacy"); err != nil {
		t.Fatal(err)
	}
	states = append(states, clone(obs))
	for i := range steps {
		act := []float64{300 - 8*float64(i), 320 - 3*float64(i)}
		reward, _ := task.Step(obs, act)
		acts, rewards, states = append(acts, act), append(rewards, reward), append(states, clone(obs))
	}
	return start, states, acts, rewards
}

func clone(x []float64) []float64 { return append([]float64(nil), x...) }

func line(t *testing.T, fields map[string]any) string {
	t.Helper()
	data, err := json.Marshal(fields)
	if err != nil {
		t.Fatal(err)
	}
	return string(data) + "\n"
}

func read(t *testing.T, dir string) (*demos.Dataset, []*demos.Demonstration) {
	t.Helper()
	set, err := demos.Open(dir)
	if err != nil {
		t.Fatal(err)
	}
	var list []*demos.Demonstration
	for i := range set.Len() {
		d := &demos.Demonstration{}
		if err := set.Reader().Read(d, i); err != nil {
			t.Fatal(err)
		}
		list = append(list, d)
	}
	return set, list
}

// TestImport goes through the ways in which an episode can be complete.
func TestImport(t *testing.T) {
	const n = 12
	start, states, acts, rewards := recorded(t, n)
	elsewhere := make([][]float64, n) // states that no replay gives
	for i := range elsewhere {
		elsewhere[i] = []float64{100, 100, 200 + 5*float64(i), 300, 1}
	}
	tests := []struct {
		name   string
		fields map[string]any
		steps  int
		notes  string
		reward func(t *testing.T, d *demos.Demonstration)
	}{
		{"all there", map[string]any{"state": states, "action": acts, "reward": rewards, "start": start, "mode": "legacy"}, n, "", nil},
		{"no rewards", map[string]any{"state": states, "action": acts, "start": start}, n, rewardReplayed, nil},
		{"no start", map[string]any{"state": states, "action": acts}, n, rewardReplayed, nil},
		{"no last state", map[string]any{"state": states[:n], "action": acts, "start": start}, n, lastReplayed, nil},
		{"no last state, known keys", map[string]any{"state": states[:n], "action": acts, "episode": 3, "n_contacts": []int{1}}, n, "n_contacts left out", nil},
		{"observations", map[string]any{"obs": states, "action": acts, "reward": rewards}, n, "", nil},
		{"observations alone", map[string]any{"obs": states, "action": acts}, n, rewardZero, func(t *testing.T, d *demos.Demonstration) {
			if d.Return() != 0 {
				t.Errorf("rewards %v out of nothing", d.Reward)
			}
		}},
		{"states of another simulator", map[string]any{"state": elsewhere, "action": acts}, n - 1, lastDropped, func(t *testing.T, d *demos.Demonstration) {
			if d.Reward[0] == d.Reward[n-2] || d.Reward[0] == 0 {
				t.Errorf("rewards %v do not follow the states", d.Reward)
			}
		}},
	}
	for _, test := range tests {
		for name, text := range map[string]string{
			"people.jsonl":    "\n" + line(t, test.fields) + line(t, test.fields),
			"people.jsonl.gz": zipped(line(t, test.fields) + line(t, test.fields)),
		} {
			t.Run(test.name+", "+name, func(t *testing.T) {
				list := importTwo(t, name, text, test.steps, test.notes)
				compare(t, list[1], test.steps, states, acts, rewards, test.reward)
			})
		}
	}
}

// importTwo imports a source of two episodes and checks the report and the manifest.
func importTwo(t *testing.T, name, text string, steps int, notes string) []*demos.Demonstration {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "set")
	o := pushtOptions()
	o.Name = "people"
	report, err := Import(context.Background(), source(name, text), dir, o)
	if err != nil {
		t.Fatal(err)
	}
	set, list := read(t, dir)
	if report.Episodes != 2 || report.Steps != 2*steps || len(list) != 2 || !strings.Contains(strings.Join(report.Notes(), "\n"), notes) {
		t.Errorf("%d episodes, %d steps, notes %q", report.Episodes, report.Steps, report.Notes())
	}
	p := set.Manifest.Provenance
	if p == nil || p.Format != "jsonl" || p.Name != "people" || len(p.Notes) != len(report.Notes()) {
		t.Fatalf("origin %+v", p)
	}
	if f := p.Files[0]; f.Name != name || len(f.SHA256) != 64 {
		t.Errorf("of the file %+v", f)
	}
	return list
}

func compare(t *testing.T, d *demos.Demonstration, steps int, states, acts [][]float64, rewards []float64, special func(*testing.T, *demos.Demonstration)) {
	t.Helper()
	if d.Len() != steps || d.End != envs.Running {
		t.Fatalf("%d steps, %v", d.Len(), d.End)
	}
	for i := range steps {
		if d.ActAt(i)[0] != acts[i][0] {
			t.Errorf("action %d is %v, recorded %v", i, d.ActAt(i), acts[i])
		}
	}
	if special != nil {
		special(t, d)
		return
	}
	for i := range steps + 1 {
		for j, x := range d.ObsAt(i) {
			if math.Abs(x-states[i][j]) > 1e-9 {
				t.Fatalf("observation %d is %v, recorded %v", i, d.ObsAt(i), states[i])
			}
		}
	}
	for i, r := range rewards {
		if math.Abs(d.Reward[i]-r) > 1e-9 {
			t.Errorf("reward %d is %v, recorded %v", i, d.Reward[i], r)
		}
	}
}

// TestErrorsNameTheLine: each mistake is an error with the number of its line, and nothing is written.
func TestErrorsNameTheLine(t *testing.T) {
	good := `{"state":[[100,100,300,300,0]],"action":[[100,100],[100,100]],"obs":[[100,100,300,300,0],[100,100,300,300,0],[100,100,300,300,0]]}`
	good = strings.Replace(good, `"state":[[100,100,300,300,0]],`, "", 1)
	tests := []struct{ name, line, want string }{
		{"no JSON", `state`, "line 3: byte 1: invalid character"},
		{"a list", `[1]`, "line 3: not a JSON object"},
		{"cut", `{"obs":[[1,2`, "line 3: "},
		{"two objects", good + good, "line 3: more behind the object"},
		{"unknown key", `{"states":[[1]],"action":[[1,1]]}`, `line 3: unknown key "states": did you mean state?`},
		{"key of another case", `{"State":[[1]],"action":[[1,1]]}`, `line 3: unknown key "State": did you mean state`},
		{"twice", `{"action":[[1,1]],"action":[[1,1]]}`, `line 3: the key "action" occurs twice`},
		{"no action", `{"obs":[[1,2,3,4,5]]}`, `line 3: the key "action" is missing`},
		{"no state", `{"action":[[1,1]]}`, `line 3: one of the keys "state" and "obs" is missing`},
		{"no step", `{"action":[],"obs":[[1,2,3,4,5]]}`, "line 3: action: no step"},
		{"null", `{"action":null,"obs":[[1,2,3,4,5]]}`, "line 3: action: null is no value"},
		{"null inside", `{"action":[[1,null]],"obs":[[1,2,3,4,5]]}`, "line 3: action: null among the numbers"},
		{"a word", `{"action":[[1,"x"]],"obs":[[1,2,3,4,5]]}`, "line 3: action: "},
		{"NaN", `{"action":[[1,NaN]],"obs":[[1,2,3,4,5]]}`, "line 3: byte 13: invalid character 'N'"},
		{"out of range", `{"action":[[1,1e999]],"obs":[[1,2,3,4,5]]}`, "line 3: action: "},
		{"long action", `{"action":[[1,1,1]],"obs":[[1,2,3,4,5]]}`, "line 3: action: row 0 has 3 numbers, want 2"},
		{"short state", `{"action":[[1,1]],"state":[[1,2,3,4]]}`, "line 3: state: row 0 has 4 numbers, want 5"},
		{"too many states", `{"action":[[1,1]],"state":[[1,2,3,4,5],[1,2,3,4,5],[1,2,3,4,5]]}`, "line 3: state: 3 rows for 1 actions: want 1 or 2"},
		{"too few rewards", `{"action":[[1,1],[1,1]],"reward":[1],"obs":[[1,2,3,4,5],[1,2,3,4,5]]}`, "line 3: reward: 1 numbers for 2 actions"},
		{"a start of 2 numbers", `{"action":[[1,1]],"start":[1,2],"obs":[[1,2,3,4,5],[1,2,3,4,5]]}`, "line 3: start: 2 numbers, want agent x"},
		{"a mode", `{"action":[[1,1]],"start":[1,2,3,4,5],"mode":"new","obs":[[1,2,3,4,5],[1,2,3,4,5]]}`, `line 3: start: mode "new"`},
		{"one action alone", `{"action":[[1,1]],"obs":[[1,2,3,4,5]]}`, "line 3: one action, and what came after it is not recorded"},
		{"a tag with a bell", `{"action":[[1,1]],"tags":["\u0007"],"obs":[[1,2,3,4,5],[1,2,3,4,5]]}`, "line 3: tag"},
		{"overlong", `{"action":` + strings.Repeat(" ", longestLine) + `}`, "line 3: longer than 64 MiB"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := filepath.Join(t.TempDir(), "set")
			_, err := Import(context.Background(), source("people.jsonl", good+"\n\n"+test.line+"\n"+good), dir, pushtOptions())
			if err == nil || !strings.HasPrefix(err.Error(), "people.jsonl: ") || !strings.Contains(err.Error(), test.want) {
				t.Errorf("%v, want an error with %q", err, test.want)
			}
			if _, err := os.Stat(dir); !errors.Is(err, os.ErrNotExist) {
				t.Errorf("something was written: %v", err)
			}
		})
	}
}

func TestSourcesThatAreNone(t *testing.T) {
	whole := zipped(`{"action":[[1,1],[1,1]],"obs":[[1,2,3,4,5],[1,2,3,4,5]]}` + "\n")
	tests := []struct{ name, file, text, format, want string }{
		{"empty", "a.jsonl", "", "jsonl", "holds no episode"},
		{"blank lines", "a.jsonl", "\n\n", "jsonl", "holds no episode"},
		{"not recognized", "a.txt", "hello", "", "not recognized: want one of csv, d4rl, jsonl"},
		{"unknown format", "a.jsonl", "{}", "jsonlines", `format "jsonlines"`},
		{"cut short", "a.jsonl.gz", whole[:len(whole)-9], "", "unexpected EOF"},
		{"damaged", "a.jsonl.gz", whole[:len(whole)-6] + "xx" + whole[len(whole)-4:], "", "checksum"},
	}
	for _, test := range tests {
		o := pushtOptions()
		o.Format = test.format
		_, err := Import(context.Background(), source(test.file, test.text), filepath.Join(t.TempDir(), "set"), o)
		if err == nil || !strings.Contains(err.Error(), test.want) {
			t.Errorf("%s: %v, want an error with %q", test.name, err, test.want)
		}
	}
	if _, err := FileSource(t.TempDir()); err == nil {
		t.Error("a directory is a file")
	}
}

// TestTasksWithoutStates: a task that is no Restorer takes observations, and says so of states.
func TestTasksWithoutStates(t *testing.T) {
	o := pushtOptions()
	o.Task = func() envs.Env { return classic.NewPendulum(classic.DefaultPendulum()) }
	o.Replay = nil
	text := `{"action":[[0.5],[3]],"reward":[-1,-2],"obs":[[1,0,0],[1,0,0.1],[1,0,0.2]]}`
	dir := filepath.Join(t.TempDir(), "set")
	report, err := Import(context.Background(), source("a.jsonl", text), dir, o)
	if err != nil || report.Clipped != 1 {
		t.Fatalf("%+v, %v", report, err)
	}
	_, list := read(t, dir)
	if d := list[0]; d.Return() != -3 || d.ActAt(1)[0] != 3 || d.AppliedAt(1)[0] != 2 || d.ObsAt(2)[2] != 0.2 {
		t.Errorf("imported as %+v", d)
	}
	_, err = Import(context.Background(), source("a.jsonl", strings.Replace(text, "obs", "state", 1)), dir+"2", o)
	if err == nil || !strings.Contains(err.Error(), "line 1: state: task pendulum does not say") {
		t.Errorf("states of a pendulum: %v", err)
	}
}

func TestCanceled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	text := `{"action":[[1,1]],"obs":[[1,2,3,4,5],[1,2,3,4,5]]}`
	if _, err := Import(ctx, source("a.jsonl", text), filepath.Join(t.TempDir(), "set"), pushtOptions()); !errors.Is(err, context.Canceled) {
		t.Errorf("canceled: %v", err)
	}
}

func TestRegisterPanics(t *testing.T) {
	for name, f := range map[string]Format{
		"a duplicate": {Name: "jsonl", Recognize: looksLikeLines, Episodes: readLines}, "no reader": {Name: "csv", Recognize: looksLikeLines},
	} {
		func() {
			defer func() {
				if recover() == nil {
					t.Errorf("%s is registered", name)
				}
			}()
			Register(f)
		}()
	}
}

// FuzzLine: whatever a line holds, it is an error or an episode, and an episode is mapped or refused.
func FuzzLine(f *testing.F) {
	f.Add([]byte(`{"state":[[1,2,3,4,5]],"action":[[1,2]],"start":[1,2,3,4,5],"mode":"direct","tags":["a"]}`))
	f.Add([]byte(`{"obs":[[1,2,3,4,5],[1,2,3,4,5]],"action":[[1,2]],"reward":[1e308]}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		e, err := parseLine(data)
		if err != nil {
			return
		}
		if d, err := newMapping(pushtOptions(), pushtOptions().Task().Spec()).demonstration(e); err == nil && !envs.Finite(d.Obs) {
			t.Errorf("an episode with observations %v", d.Obs)
		}
	})
}
