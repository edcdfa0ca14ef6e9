package cli

import (
	"bytes"
	"os"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/eval"
	"github.com/fenchel-gym/fenchel/agents/stat"
)

// TestResultTable: columns are there where a result has something for them, and others leave theirs empty.
func TestResultTable(t *testing.T) {
	score, rate := 0.75, 0.5
	plain := &eval.Result{Policy: "a", Ends: map[string]int{"timed out": 3, "failed": 1}}
	plain.Mean, plain.MeanSteps, plain.CI95 = -1.234, 199.6, &stat.Interval{-2, 0.5}
	scored := &eval.Result{Policy: "b", Normalized: &score, Success: &rate}
	head, rows := resultTable([]*eval.Result{plain})
	if want := []string{"policy", "mean", "95 % interval", "median", "IQM", "steps", "ends"}; !slices.Equal(head, want) {
		t.Errorf("head %v", head)
	}
	if want := []string{"a", "-1.23", "-2.00 to 0.50", "0.00", "0.00", "200", "1 failed, 3 timed out"}; !slices.Equal(rows[0], want) {
		t.Errorf("row %q", rows[0])
	}
	head, rows = resultTable([]*eval.Result{plain, scored})
	if !slices.Equal(head[5:7], []string{"normalized", "success"}) || !slices.Equal(rows[0][5:7], []string{"", ""}) || !slices.Equal(rows[1][5:7], []string{"0.750", "0.50"}) {
		t.Errorf("%q\n%q", head, rows)
	}
}

// TestDivergedEpisodesAreSaid below the table.
func TestDivergedEpisodesAreSaid(t *testing.T) {
	var b bytes.Buffer
	printResults(&b, []*eval.Result{{Policy: "mine", Episodes: 9, Ends: map[string]int{"diverged": 2, "failed": 7}}})
	if !strings.Contains(b.String(), "mine: 2 of 9 episodes diverged") {
		t.Errorf("got %s", b.String())
	}
}

// TestEvalJSON: rows are printed where asked for, the comparison is of pairs, and the file has everything.
func TestEvalJSON(t *testing.T) {
	t.Chdir(t.TempDir())
	bare := decode[evaluated](t, must(t, "eval expert pendulum -n 6 --json"))
	if bare.Episodes != 6 || bare.Rows != nil || bare.Against != nil || bare.Comparison != nil || bare.Normalized == nil {
		t.Errorf("%+v", bare)
	}
	full := decode[evaluated](t, must(t, "eval expert pendulum -n 6 --against random --json --rows -o result.json"))
	if len(full.Rows) != 6 || len(full.Against.Rows) != 6 || full.Comparison == nil || full.Mean != bare.Mean {
		t.Errorf("%+v", full)
	}
	stored, err := os.ReadFile("result.json")
	if err != nil {
		t.Fatal(err)
	}
	if found := decode[evaluated](t, string(stored)); !reflect.DeepEqual(found, full) {
		t.Errorf("the file has\n%+v\nprinted was\n%+v", found, full)
	}
}

// TestEvalSeesEveryRowOnce: a data set's task is measured on all of its rows unless a number is given.
func TestEvalSeesEveryRowOnce(t *testing.T) {
	t.Chdir(t.TempDir())
	writeDataset(t)
	found := decode[evaluated](t, must(t, "eval random multilabel:datasets/toy --json"))
	if found.Episodes != 20 || found.Labels == nil {
		t.Errorf("%d episodes, labels %v", found.Episodes, found.Labels)
	}
	text := must(t, "eval expert multilabel:datasets/toy --split test -n 4")
	if !strings.Contains(text, "4 episodes of seed 0") || !strings.Contains(text, "test rows") || !strings.Contains(text, "1.0000") {
		t.Errorf("got\n%s", text)
	}
}

// TestLostFileIsNoLostResult: what was measured is printed although it cannot be written.
func TestLostFileIsNoLostResult(t *testing.T) {
	t.Chdir(t.TempDir())
	status, out, stderr := call("eval", "random", "pendulum", "-n", "2", "-o", "missing/result.json")
	if status != exitFailed || !strings.Contains(out, "pendulum, 2 episodes") || !strings.Contains(stderr, "missing") {
		t.Errorf("status %d\n%s\n%s", status, out, stderr)
	}
}

// TestRunsAreNamedByTheirPath, with how far apart they are; one episode has no interval.
func TestRunsAreNamedByTheirPath(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2")
	if err := os.Mkdir("runs", 0o777); err != nil {
		t.Fatal(err)
	}
	must(t, "train demos -o runs/a --steps 2 --hidden 2 --eval 0")
	must(t, "train demos -o runs/b --steps 2 --hidden 2 --eval 0 --seed 1")
	out := must(t, "eval runs/a --against runs/b/policy.safetensors -n 5")
	if strings.Contains(out, "policy.safetensors") || !strings.Contains(out, filepath.Join("runs", "a")+"  ") {
		t.Errorf("the runs are named\n%s", out)
	}
	last := out[strings.LastIndex(strings.TrimSpace(out), "\n")+1:]
	if !strings.Contains(last, "runs") || !strings.Contains(last, ": the difference is ") || !strings.Contains(last, ", 95 % interval ") || !strings.Contains(last, "over 5 pairs") {
		t.Errorf("the comparison is %q", last)
	}
	out = must(t, "eval runs/a -n 1")
	if strings.Contains(out, " to ") || !strings.Contains(out, "–") {
		t.Errorf("one episode has an interval:\n%s", out)
	}
	if out = must(t, "eval runs/a -n 1 --json"); strings.Contains(out, "ci95") || !strings.Contains(out, `"normalized"`) {
		t.Errorf("one episode has an interval in JSON:\n%s", out)
	}
	if out = must(t, "eval runs/a -n 2 --json"); !strings.Contains(out, `"ci95"`) || !strings.Contains(out, `"normalized_ci95"`) {
		t.Errorf("two episodes have no interval in JSON:\n%s", out)
	}
}
