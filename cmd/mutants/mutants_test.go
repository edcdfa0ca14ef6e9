package main

import (
	"bytes"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"
)

// holdsLine is whether a text has a line, the space around it aside.
func holdsLine(text, line string) bool {
	for l := range strings.Lines(text) {
		if strings.TrimSpace(l) == line {
			return true
		}
	}
	return false
}

// TestMutantAt: an operator is found by line and byte, the longer one first, and exchanged as gremlins does.
func TestMutantAt(t *testing.T) {
	const source = "package p\n\nfunc f(é, x int) bool { return é <= -x }\n"
	for _, c := range []struct {
		kind         string
		line, column int
		old, new     string
	}{
		{"CONDITIONALS_BOUNDARY", 3, 36, "<=", "<"},
		{"CONDITIONALS_NEGATION", 3, 36, "<=", ">"},
		{"INVERT_NEGATIVES", 3, 39, "-", "+"},
		{"INCREMENT_DECREMENT", 3, 36, "", ""},
		{"CONDITIONALS_BOUNDARY", 9, 1, "", ""},
		{"CONDITIONALS_BOUNDARY", 3, 900, "", ""},
	} {
		m, err := mutantAt("p.go", source, c.kind, c.line, c.column)
		if (err == nil) != (c.old != "") || m.old != c.old || m.new != c.new {
			t.Errorf("%s at %d:%d: %q → %q, %v: want %q → %q", c.kind, c.line, c.column, m.old, m.new, err, c.old, c.new)
		}
	}
}

// TestApply: an edit changes its place alone, and names the lines on which that lies.
func TestApply(t *testing.T) {
	dir := t.TempDir()
	if err := os.WriteFile(filepath.Join(dir, "p.go"), []byte("a\n\tx := 1 + 2\nb"), 0o666); err != nil {
		t.Fatal(err)
	}
	e, err := replacing(dir, "p.go", "+", "-")
	if err != nil {
		t.Fatal(err)
	}
	changed, was, now, err := e.apply(dir)
	if string(changed) != "a\n\tx := 1 - 2\nb" || was != "x := 1 + 2" || now != "x := 1 - 2" || err != nil || e.line(dir) != 2 {
		t.Errorf("%q, line %d, %q → %q, %v", changed, e.line(dir), was, now, err)
	}
	for _, absent := range []string{"nowhere", "\n"} { // and twice
		if _, err := replacing(dir, "p.go", absent, ""); err == nil {
			t.Errorf("%q was found once", absent)
		}
	}
	e.offset++
	if _, _, _, err := e.apply(dir); err == nil {
		t.Error("an edit is applied to another file than it was made for")
	}
}

// TestVerdict reads what go test prints.
func TestVerdict(t *testing.T) {
	for out, want := range map[string]string{
		"--- FAIL: TestA (0.00s)\n    --- FAIL: TestA/b (0.00s)\nFAIL\n":      "caught TestA/b",
		"panic: index out of range\n\ngoroutine 1\n":                          "caught panic: index out of range",
		"panic: test timed out after 1s\n\trunning tests:\n\t\tTestA (1s)\n":  "timed out after a time",
		"FAIL\tp [build failed]\n":                                            "caught a package that does not build, or ends without the name of a test",
		"--- FAIL: TestA (0.00s)\n--- FAIL: TestB (0.00s)\npanic: late\nFAIL": "caught TestA",
	} {
		if o, by := verdict(out); string(o)+" "+by != want {
			t.Errorf("%q: %s %s, want %s", out, o, by, want)
		}
	}
}

// TestParseUsers: those that import a package, and whose tests do.
func TestParseUsers(t *testing.T) {
	u := parseUsers(module + " fmt " + module + "/envs\n" + module + "/agents " + module + "/envs " + module + "/envs testing\n" +
		module + "/envs " + module + "/envs/space " + module + "/envs\n")
	if got := strings.Join(u["envs"], " "); got != ". agents" || !slices.Equal(u["envs/space"], []string{"envs"}) {
		t.Errorf("users %v", u)
	}
}

// TestOrder: a draw is the same for a seed, another for another, and takes each mutant once.
func TestOrder(t *testing.T) {
	var all []mutant
	for i := range 50 {
		all = append(all, mutant{edit: edit{offset: i}})
	}
	draw := func(seed uint64, tree string) []mutant { return (&plan{seed: seed}).order(tree, all) }
	first := draw(1, "loss")
	if !slices.Equal(first, draw(1, "loss")) || slices.Equal(first, draw(2, "loss")) || slices.Equal(first, draw(1, "envs")) {
		t.Error("a draw is not that of its seed and tree alone")
	}
	slices.SortFunc(first, compareMutants)
	if !slices.Equal(first, all) {
		t.Error("a mutant is drawn twice, or never")
	}
}

// TestResultsGoOn: what is on record is there for the next run, the last word on each mutant; a cut last line is left out,
// any other damage is an error.
func TestResultsGoOn(t *testing.T) {
	name := filepath.Join(t.TempDir(), "r.jsonl")
	for i, o := range []outcome{survived, caught} {
		r, err := openResults(name)
		if err != nil {
			t.Fatal(err)
		}
		if want := []outcome{"", survived}[i]; r.byHash["h"].Outcome != want {
			t.Errorf("on record: %q, want %q", r.byHash["h"].Outcome, want)
		}
		if err := r.add(result{Hash: "h", Outcome: o}); err != nil {
			t.Fatal(err)
		}
		r.Close()
	}
	text, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	for cut, want := range map[string]bool{string(text) + `{"hash":"i","outc`: true, `{"ha` + "\n" + string(text): false} {
		if err := os.WriteFile(name, []byte(cut), 0o666); err != nil {
			t.Fatal(err)
		}
		r, err := openResults(name)
		if (err == nil) != want || want && (len(r.byHash) != 1 || r.byHash["h"].Outcome != caught) {
			t.Errorf("error %v, want one: %v", err, !want)
		}
	}
}

// TestScores: equivalent survivors do not count, a time-out is caught, and a tree that was not tried whole misses the bar.
func TestScores(t *testing.T) {
	old := equivalences
	defer func() { equivalences = old }()
	equivalences = []equivalence{{"e.go", "a", "b", "no one looks"}}
	tried := []result{{Outcome: caught}, {Outcome: timedOut}, {Outcome: survived, File: "s.go", Was: "a", Now: "b"},
		{Outcome: survived, File: "e.go", Was: "a", Now: "b"}}
	s := newScore("loss", tried)
	if s.rate() != 2.0/3 || len(s.left) != 1 || s.left[0].File != "s.go" {
		t.Errorf("%+v, rate %v", s, s.rate())
	}
	var out bytes.Buffer
	for _, c := range []struct {
		n    int
		bar  float64
		want bool
	}{{4, 0.66, true}, {4, 0.67, false}, {5, 0.66, false}} {
		if got := printScores(&out, []score{s}, c.n, c.bar); got != c.want {
			t.Errorf("%d mutants, bar %v: reached %v", c.n, c.bar, got)
		}
	}
	for _, want := range []string{"survivor  s.go:0", "66.7%", "loss: 1 of 5 are left to be tried"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// tiny is a module with a function, its test, and a package that uses it.
func tiny(t *testing.T) *trials {
	t.Helper()
	dir := t.TempDir()
	for name, text := range map[string]string{
		"go.mod":      "module " + module + "\n\ngo 1.26\n",
		"p/p.go":      "package p\n\nfunc Sum(a, b int) int { return a + b }\n\nfunc Less(a, b int) bool { return a < b }\n\nfunc Name() string { return \"p\" + \"q\" }\n",
		"p/p_test.go": "package p\n\nimport \"testing\"\n\nfunc TestSum(t *testing.T) {\n\tif Sum(1, 2) != 3 {\n\t\tt.Error(\"no\")\n\t}\n}\n",
		"u/u_test.go": "package u\n\nimport (\n\t\"testing\"\n\n\t\"" + module + "/p\"\n)\n\nfunc TestLess(t *testing.T) {\n\tif p.Less(1, 1) {\n\t\tt.Error(\"no\")\n\t}\n}\n",
	} {
		file := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(file), 0o777); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(file, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	return newTrials(dir, t.TempDir(), time.Minute, t.Output())
}

// TestTry: a mutant is caught by its package, by a user, by nobody, or refused by the compiler; the checkout stays as it is.
func TestTry(t *testing.T) {
	if testing.Short() {
		t.Skip("it builds a module several times")
	}
	trials := tiny(t)
	before, err := os.ReadFile(filepath.Join(trials.root, "p/p.go"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		old, new string
		outcome  outcome
		by       string
	}{
		{"a + b", "a - b", caught, "p TestSum"},
		{"a < b", "a <= b", caught, "u TestLess"},
		{`"p" + "q"`, `"q" + "p"`, survived, ""},
		{`"p" + "q"`, `"p" - "q"`, refused, ""},
	} {
		e, err := replacing(trials.root, "p/p.go", c.old, c.new)
		if err != nil {
			t.Fatal(err)
		}
		o, by, err := trials.try(t.Context(), e, []string{"p", "u"})
		if o != c.outcome || by != c.by || err != nil {
			t.Errorf("%s → %s: %s by %q, %v: want %s by %q", c.old, c.new, o, by, err, c.outcome, c.by)
		}
	}
	after, err := os.ReadFile(filepath.Join(trials.root, "p/p.go"))
	if err != nil || !bytes.Equal(before, after) {
		t.Errorf("the source was changed, or %v", err)
	}
}

// TestDrawing: a tree's mutants are tried until so many compile; what is on record, or shown to be equivalent, is not tried,
// survivors only where they are asked for again.
func TestDrawing(t *testing.T) {
	old := equivalences
	defer func() { equivalences = old }()
	equivalences = []equivalence{{"p/p.go", "func Less(a, b int) bool { return a < b }", "func Less(a, b int) bool { return a <= b }", "for this test"}}
	trials := tiny(t)
	var all []mutant
	for _, change := range [][2]string{{"a + b", "a - b"}, {"a < b", "a <= b"}} {
		e, err := replacing(trials.root, "p/p.go", change[0], change[1])
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, mutant{edit: e})
	}
	record, err := openResults(filepath.Join(t.TempDir(), "r.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer record.Close()
	d := &drawing{plan: plan{n: 2}, t: trials, results: record, out: t.Output()}
	sum, err := d.known(all[0])
	if err != nil || sum.Outcome != "" || sum.Line != 3 {
		t.Errorf("%+v, %v: want that it is to be tried", sum, err)
	}
	if less, err := d.known(all[1]); err != nil || less.Outcome != survived {
		t.Errorf("%+v, %v: want a survivor", less, err)
	}
	for _, c := range []struct{ on, want outcome }{{caught, caught}, {survived, ""}} {
		sum.Outcome = c.on
		if err := record.add(sum); err != nil {
			t.Fatal(err)
		}
		d.again = true
		if got, err := d.known(all[0]); err != nil || got.Outcome != c.want {
			t.Errorf("on record as %s: %q, %v, want %q", c.on, got.Outcome, err, c.want)
		}
	}
	d.again = false
	tried, err := d.tree(t.Context(), "loss", all)
	if err != nil || len(tried) != 2 {
		t.Errorf("%v, %v: want the two that are known", tried, err)
	}
}

// TestMisuse: what cannot be drawn is refused before anything is tried.
func TestMisuse(t *testing.T) {
	for args, want := range map[string]string{
		"-trees physics": `no tree "physics": there are demos, agents`, "-n 0": "want n ≥ 1", "-bar 2": "bar from 0 to 1",
		"-budget -1s": "budget", "loss": "no arguments", "-nope": "not defined",
	} {
		var out, complaint bytes.Buffer
		if code := run(t.Context(), strings.Fields(args), &out, &complaint); code != 2 || out.Len() > 0 || !strings.Contains(complaint.String(), want) {
			t.Errorf("%s: exit code %d, says %q, want %q", args, code, complaint.String(), want)
		}
	}
}
