package main

import (
	"bytes"
	"compress/gzip"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// golden is where the classic tasks keep the first steps of recorded episodes.
var golden = filepath.Join("..", "..", "envs", "classic", "testdata")

// lay copies the golden files into dir, after edit has had each of them.
func lay(t *testing.T, dir string, edit func(name string, data []byte) []byte) {
	t.Helper()
	if err := os.MkdirAll(dir, 0o777); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(golden, "*.jsonl"))
	if err != nil || len(files) != len(classicTwins) {
		t.Fatalf("golden files %v, %v: want one for each of %d tasks", files, err, len(classicTwins))
	}
	for _, path := range files {
		data, err := os.ReadFile(path)
		if err != nil {
			t.Fatal(err)
		}
		name := filepath.Base(path)
		if data = edit(name, data); data == nil {
			continue
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

func unchanged(_ string, data []byte) []byte { return data }

// changed replaces the first occurrence of a text in one file.
func changed(t *testing.T, file, old, new string) func(string, []byte) []byte {
	return func(name string, data []byte) []byte {
		if name != file {
			return data
		}
		if !bytes.Contains(data, []byte(old)) {
			t.Fatalf("%s holds no %q", file, old)
		}
		return bytes.Replace(data, []byte(old), []byte(new), 1)
	}
}

func TestRun(t *testing.T) {
	tests := []struct {
		name   string
		folder string // where the golden files are laid
		edit   func(string, []byte) []byte
		status int
		want   []string // in what is printed
	}{
		{"equal", "classic", unchanged, within, []string{"Acrobot-v1", "MountainCarContinuous-v0", "exact"}},
		{"one level below", "data/classic", unchanged, within, []string{"Pendulum-v1"}},
		{"two levels below", "some/data/classic", unchanged, misused, []string{"absent: classic", "holds none"}},
		{"state corrupted", "classic", changed(t, "Pendulum-v1.jsonl", "0.858734156401115", "0.858734156411115"), beyond,
			[]string{"BEYOND", "Pendulum-v1.jsonl: state beyond 1e-12 first at seed 0, step 0: position 0 ="}},
		{"last bit of a float32 state corrupted", "classic",
			changed(t, "MountainCarContinuous-v0.jsonl", "[-0.47371187806129456,", "[-0.47371190786361694,"), beyond,
			[]string{"MountainCarContinuous-v0.jsonl: state beyond 0e+00 first at seed 0, step 0"}},
		{"reward corrupted", "classic", changed(t, "CartPole-v1.jsonl", "],1.0,false", "],0.5,false"), beyond,
			[]string{"CartPole-v1.jsonl: reward beyond 1e-12 first at seed 0, step 0: reward = 1, recorded 0.5"}},
		{"end corrupted", "classic", changed(t, "MountainCar-v0.jsonl", "-1.0,false", "-1.0,true"), beyond,
			[]string{"MountainCar-v0.jsonl: end", "terminated = 0, recorded 1"}},
		{"unreadable", "classic", changed(t, "Acrobot-v1.jsonl", `"steps":[[`, `"steps":[[[[`), beyond,
			[]string{"Acrobot-v1.jsonl: line 1"}},
		{"unknown task", "classic", changed(t, "Acrobot-v1.jsonl", "Acrobot-v1", "Acrobat-v1"), beyond, []string{`no task of fenchel's is "Acrobat-v1"`}},
		{"action out of range", "classic", changed(t, "Acrobot-v1.jsonl", `"steps":[[1,`, `"steps":[[7,`), beyond, []string{"action [7] is none of"}},
		{"empty folder", "classic", func(string, []byte) []byte { return nil }, misused, []string{"absent: classic"}},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			dir := t.TempDir()
			lay(t, filepath.Join(dir, test.folder), test.edit)
			var out bytes.Buffer
			if got := run([]string{"-ref", dir}, &out, &out); got != test.status {
				t.Errorf("exit status %d, want %d\n%s", got, test.status, out.String())
			}
			for _, want := range test.want {
				if !strings.Contains(out.String(), want) {
					t.Errorf("no %q in\n%s", want, out.String())
				}
			}
		})
	}
}

func TestMisuse(t *testing.T) {
	for _, args := range [][]string{{"-ref", "no such directory"}, {"-reff", "x"}, {"classic"}, {"-ref", "main.go"}} {
		var out bytes.Buffer
		if got := run(args, &out, &out); got != misused || out.Len() == 0 {
			t.Errorf("parity %v: exit status %d, want %d; says %q", args, got, misused, out.String())
		}
	}
}

func TestReadsGzip(t *testing.T) {
	dir := t.TempDir()
	lay(t, filepath.Join(dir, "plain"), unchanged)
	data, err := os.ReadFile(filepath.Join(dir, "plain", "Pendulum-v1.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	var zipped bytes.Buffer
	w := gzip.NewWriter(&zipped)
	w.Write(data)
	w.Close()
	write := func(data []byte) {
		os.MkdirAll(filepath.Join(dir, "classic"), 0o777)
		if err := os.WriteFile(filepath.Join(dir, "classic", "Pendulum-v1.jsonl.gz"), data, 0o666); err != nil {
			t.Fatal(err)
		}
	}
	var out bytes.Buffer
	write(zipped.Bytes())
	if got := run([]string{"-ref", dir}, &out, &out); got != within {
		t.Errorf("exit status %d:\n%s", got, out.String())
	}
	write(zipped.Bytes()[:zipped.Len()/2])
	if got := run([]string{"-ref", dir}, &out, &out); got != beyond {
		t.Errorf("a truncated file: exit status %d, want %d", got, beyond)
	}
}

func TestGaugeTakesNaNForAnError(t *testing.T) {
	r := &result{}
	g := r.gauge("state", 1e-12)
	at := place{"seed 1", 4}
	g.compare(at, "x", 1, 1)
	if g.first != "" {
		t.Errorf("equal numbers are beyond the bar: %s", g.first)
	}
	nan := 0.0
	nan /= nan
	g.compare(at, "x", nan, 1)
	if want := "seed 1, step 4: x = NaN, recorded 1"; g.first != want || g.count != 2 {
		t.Errorf("first %q of %d, want %q of 2", g.first, g.count, want)
	}
}
