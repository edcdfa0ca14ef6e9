package main

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// pretender is a program that writes files as it is told.
type pretender struct {
	dir   string
	files map[string]string
	exits []int
	err   error
}

func (p *pretender) run(context.Context, sameCase) (string, []int, error) {
	for name, text := range p.files {
		path := filepath.Join(p.dir, filepath.FromSlash(name))
		if err := errors.Join(os.MkdirAll(filepath.Dir(path), 0o777), os.WriteFile(path, []byte(text), 0o666)); err != nil {
			return "", nil, err
		}
	}
	return p.dir, p.exits, p.err
}

func pretend(t *testing.T, files map[string]string, exits ...int) *pretender {
	return &pretender{dir: t.TempDir(), files: files, exits: exits}
}

// TestDifference: what is not equal is named with its place, and nothing else is a difference.
func TestDifference(t *testing.T) {
	setChanges(t, changes{})
	metrics := "{\"step\":1,\"loss\":0.5}\n{\"step\":2,\"loss\":0.25}\n"
	for _, c := range []struct {
		name, file, before, now, want string
	}{
		{"equal", "a/metrics.jsonl", metrics, metrics, ""},
		{"a digit", "metrics.jsonl", metrics, strings.Replace(metrics, "0.25", "0.26", 1), `metrics.jsonl:2: before "{\"step\":2,\"loss\":0.25}", now`},
		{"a missing line", "metrics.jsonl", metrics, metrics[:strings.Index(metrics, "\n")+1], "metrics.jsonl:2: before"},
		{"a cut end", "stdout", "a\nb", "a", `stdout:2: missing now: "b"`},
		{"a new line", "stdout", "a", "a\nb", `stdout:2: new: "b"`},
		{"bytes that are no text", "x.mcap", "\xff\x00\x01", "\xff\x00\x02", "x.mcap: byte 2 differs"},
		{"durations", "run/timings.json", "1", "2", ""},
		{"durations by cell", "times/pendulum/tune.json", "1", "2", ""},
		{"a chart of durations", "seconds.svg", "1", "2", ""},
	} {
		t.Run(c.name, func(t *testing.T) {
			before, now := pretend(t, map[string]string{c.file: c.before}), pretend(t, map[string]string{c.file: c.now})
			expectDifference(t, before, now, c.want)
		})
	}
	one, two := map[string]string{"a": ""}, map[string]string{"a": "", "b": ""}
	expectDifference(t, pretend(t, two), pretend(t, one), "b is missing now")
	expectDifference(t, pretend(t, one), pretend(t, two), "b is new")
}

// expectDifference compares what two programs wrote: want is part of the error, "" if there must be none.
func expectDifference(t *testing.T, before, now *pretender, want string) {
	t.Helper()
	_, _, err1 := before.run(t.Context(), sameCase{})
	_, _, err2 := now.run(t.Context(), sameCase{})
	if err := errors.Join(err1, err2); err != nil {
		t.Fatal(err)
	}
	_, err := difference(before.dir, now.dir)
	switch {
	case want == "" && err != nil:
		t.Errorf("equal files differ: %v", err)
	case want != "" && (err == nil || !strings.Contains(err.Error(), want)):
		t.Errorf("the difference is %v, want %q", err, want)
	}
}

// sealed is a file of tensors.
func sealed(t *testing.T, f net.File) string {
	t.Helper()
	var b bytes.Buffer
	if _, err := f.WriteTo(&b); err != nil {
		t.Fatal(err)
	}
	return b.String()
}

// TestTensors: a changed bit, shape, name or text of a policy or checkpoint is a difference.
func TestTensors(t *testing.T) {
	setChanges(t, changes{})
	file := func(name string, shape []int, meta string, data ...float32) string {
		return sealed(t, net.File{
			Tensors: []net.Tensor{{Name: name, Shape: shape, Data: data}, {Name: "steps", Shape: []int{1}, Data: []int64{3}}},
			Meta:    map[string]string{"spec": meta},
		})
	}
	whole := file("w", []int{2}, "m", 1, 2)
	for _, c := range []struct{ name, now, want string }{
		{"equal", whole, ""},
		{"a bit", file("w", []int{2}, "m", 1, 2.0000002), `policy.safetensors: the tensor "w" differs from byte 4 of 8 on`},
		{"shape", file("w", []int{1, 2}, "m", 1, 2), `the tensor "w" had the shape [2], now [1 2]`},
		{"name", file("v", []int{2}, "m", 1, 2), `the tensor "w" is missing now`},
		{"text", file("w", []int{2}, "n", 1, 2), `the text "spec":1: before "m", now "n"`},
		{"truncated", whole[:len(whole)-1], "policy.safetensors: "},
	} {
		t.Run(c.name, func(t *testing.T) {
			const name = "policy.safetensors"
			expectDifference(t, pretend(t, map[string]string{name: whole}), pretend(t, map[string]string{name: c.now}), c.want)
		})
	}
}

// setChanges replaces the table for a test.
func setChanges(t *testing.T, c changes) {
	t.Helper()
	was := sameChanges
	t.Cleanup(func() { sameChanges = was })
	sameChanges = c
}

// TestChanges: what the table names may differ, and only where it names it.
func TestChanges(t *testing.T) {
	setChanges(t, changes{
		digests: []digest{{"cell.json", regexp.MustCompile(`"digest": "[0-9a-f]{64}"`)}},
		renames: []rename{{"metrics.jsonl", `"judge":`, `"discriminator":`}, {"*.safetensors", "judge.", "discriminator."}},
		forms:   []form{{"config.yaml", "one node a member"}, {"*.safetensors#config", "the same"}},
		files:   []rename{{"judged", "judged", "learned"}},
		grown:   []form{{"list/00.stdout", "by name"}},
	})
	tensors := func(prefix, config string) string {
		return sealed(t, net.File{
			Tensors: []net.Tensor{{Name: prefix + "w", Shape: []int{1}, Data: []float32{1}}}, Meta: map[string]string{"config": config}})
	}
	before := map[string]string{
		"metrics.jsonl": `{"judge":1}`, "judged": "x", "config.yaml": "energy: late", "a.safetensors": tensors("judge.", "old"),
	}
	now := map[string]string{
		"metrics.jsonl": `{"discriminator":1}`, "learned": "x", "config.yaml": "energy:\n  name: late", "a.safetensors": tensors("discriminator.", "new"),
	}
	expectDifference(t, pretend(t, before), pretend(t, now), "")
	now["metrics.jsonl"] = `{"discriminator":2}`
	expectDifference(t, pretend(t, before), pretend(t, now), "metrics.jsonl:1: before")
	expectDifference(t, pretend(t, map[string]string{"a/list/00.stdout": "b\na\n"}), pretend(t, map[string]string{"a/list/00.stdout": "a\nb\nc\n"}), "")
	expectDifference(t, pretend(t, map[string]string{"a/list/00.stdout": "a\na\n"}), pretend(t, map[string]string{"a/list/00.stdout": "a\nb\n"}), `00.stdout: missing now: "a\n"`)
	expectDifference(t, pretend(t, map[string]string{"a/00.stdout": "b\na"}), pretend(t, map[string]string{"a/00.stdout": "a\nb"}), "00.stdout:1:")
	cell := func(digest byte, mean string) *pretender {
		return pretend(t, map[string]string{"cell.json": fmt.Sprintf("{\n\"digest\": \"%064x\",\n\"mean\": %s}", digest, mean)})
	}
	expectDifference(t, cell(1, "2"), cell(3, "2"), "")
	expectDifference(t, cell(1, "2"), cell(3, "4"), "cell.json:3:")
	elsewhere := pretend(t, map[string]string{"stdout": `{"judge":1}`})
	expectDifference(t, elsewhere, pretend(t, map[string]string{"stdout": `{"discriminator":1}`}), "stdout:1:")
}

// TestCompareAll: a line for each case, and the first difference is the error.
func TestCompareAll(t *testing.T) {
	cases := []sameCase{{name: "first", commands: lines("a", "b"), refused: some}, {name: "second", commands: lines("c", "d")}}
	for _, c := range []struct {
		name        string
		before, now *pretender
		want        string // of the error; "" for none
	}{
		{"equal", pretend(t, map[string]string{"x": "1"}, 0, 0), pretend(t, map[string]string{"x": "1"}, 0, 0), ""},
		{"different", pretend(t, map[string]string{"x": "1"}, 0, 0), pretend(t, map[string]string{"x": "2"}, 0, 0), "2 of 2 cases differ; the first: first: x:1:"},
		{"some refused", pretend(t, nil, 0, 2), pretend(t, nil, 0, 2), "1 of 2 cases differ; the first: second: every program ends with 2: fenchel d"},
		{"all refused", pretend(t, nil, 2, 2), pretend(t, nil, 2, 2), "the first: first: every command is refused"},
		{"failed", pretend(t, nil, 0, 1), pretend(t, nil, 0, 1), "the first: first: every program ends with 1: fenchel b"},
		{"broken", pretend(t, nil, 0, 0), &pretender{err: errors.New("no program")}, "no program"},
	} {
		t.Run(c.name, func(t *testing.T) {
			var out bytes.Buffer
			s := &soak{ctx: t.Context(), scale: 1, out: &out, cases: regexp.MustCompile("")}
			result, err := compareAll(s, cases, c.before, c.now)
			switch {
			case c.want == "" && (err != nil || result != "2 cases, 4 commands, 2 files: equal to the bit"):
				t.Errorf("%q, error %v", result, err)
			case c.want != "" && (err == nil || !strings.Contains(err.Error(), c.want)):
				t.Errorf("error %v, want %q", err, c.want)
			}
			if n := strings.Count(out.String(), "\n"); n != len(cases) {
				t.Errorf("%d lines for %d cases:\n%s", n, len(cases), out.String())
			}
		})
	}
}

// TestChoose: a name chooses, a scale thins, and what others read is always run.
func TestChoose(t *testing.T) {
	var cases []sameCase
	cases = append(cases, sameCase{name: "record", needed: true})
	for i := range 10 {
		cases = append(cases, sameCase{name: fmt.Sprint("train/", i)})
	}
	cases = append(cases, sameCase{name: "list"})
	for _, c := range []struct {
		scale float64
		match string
		want  int
	}{{1, "", 12}, {1, "^list$", 2}, {0.5, "", 6}, {0.2, "train", 3}, {0.01, "", 1}} {
		s := &soak{scale: c.scale, cases: regexp.MustCompile(c.match)}
		if got := s.choose(cases); len(got) != c.want || got[0].name != "record" {
			t.Errorf("scale %g, %q: %d cases, want %d: %v", c.scale, c.match, len(got), c.want, got)
		}
	}
}

// TestCases: names are directories of their own, and every command writes into its case's.
func TestCases(t *testing.T) {
	seen := map[string]bool{}
	for _, c := range sameCases() {
		if seen[c.name] || strings.ContainsAny(c.name, " \\") || len(c.commands) == 0 {
			t.Errorf("case %q: a second one, no commands, or no name of a directory", c.name)
		}
		seen[c.name] = true
		for _, line := range c.commands {
			for _, before := range []bool{false, true} {
				words := line.words(c.name, before)
				for i, word := range words {
					if (word == "-o" || word == "--rest" || word == "--save") && !strings.HasPrefix(words[i+1], c.name+"/") {
						t.Errorf("%s: %q writes elsewhere", c.name, strings.Join(words, " "))
					}
				}
			}
		}
	}
	if got := lines("expert list --json")[0].name(); got != "expert-list" {
		t.Errorf("the name of the command expert list is %q", got)
	}
	line := command{now: "train d --method gail -o OUT/g", before: "gail d -o OUT/g"}
	if got := strings.Join(line.words("methods", true), " "); got != "gail d -o methods/g" {
		t.Errorf("before: %q", got)
	}
	if got := strings.Join(line.words("methods", false), " "); got != "train d --method gail -o methods/g" {
		t.Errorf("now: %q", got)
	}
}

// TestSame builds the program twice and compares it with itself, in cases without the flat configurations of the commit
// before, which the program of today refuses, and without tasks that moved otherwise then.
func TestSame(t *testing.T) {
	if testing.Short() {
		t.Skip("builds the program twice")
	}
	root, err := filepath.Abs("../..")
	if err != nil {
		t.Fatal(err)
	}
	t.Chdir(root)
	var out bytes.Buffer
	code := run(t.Context(), []string{"-run", "^same$", "-before", root, "-cases", "^data$", "-dir", t.TempDir()}, &out, &out)
	if code != 0 || !strings.Contains(out.String(), "2 cases, ") {
		t.Errorf("exit code %d:\n%s", code, out.String())
	}
}
