package cli

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/demos"
)

// must runs a command line that has to succeed, and returns what it printed.
func must(t *testing.T, args string) string {
	t.Helper()
	status, out, stderr := call(strings.Fields(args)...)
	if status != exitOK {
		t.Fatalf("fenchel %s: status %d\n%s", args, status, stderr)
	}
	return out
}

// fails runs a command line that must fail with that status and say something.
func fails(t *testing.T, args string, want int, says string) {
	t.Helper()
	status, _, stderr := call(strings.Fields(args)...)
	if status != want || !strings.Contains(stderr, says) {
		t.Errorf("fenchel %s: status %d, want %d and %q in\n%s", args, status, want, says, stderr)
	}
}

// decode reads printed JSON.
func decode[T any](t *testing.T, text string) T {
	t.Helper()
	var v T
	if err := json.Unmarshal([]byte(text), &v); err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	return v
}

// TestTake: the first so many in their order, or the best so many, of equals the earlier.
func TestTake(t *testing.T) {
	c := &choice{}
	for i, value := range []float64{1, 5, 3, 5, 2} {
		c.candidates = append(c.candidates, candidate{episodeID{0, i}, value})
	}
	for _, test := range []struct {
		first, best int
		want        []int
	}{
		{0, 0, []int{0, 1, 2, 3, 4}}, {2, 0, []int{0, 1}}, {9, 0, []int{0, 1, 2, 3, 4}},
		{0, 1, []int{1}}, {0, 2, []int{1, 3}}, {0, 3, []int{1, 2, 3}},
	} {
		taken := c.take(test.first, test.best)
		ok := len(taken) == len(test.want)
		for _, i := range test.want {
			ok = ok && taken[episodeID{0, i}]
		}
		if !ok {
			t.Errorf("first %d, best %d: %v, want %v", test.first, test.best, taken, test.want)
		}
	}
	if c.candidates[0].value != 1 {
		t.Error("taking the best has put the candidates in another order")
	}
}

// TestDatasetFlagsAreVariants: the flags are another way to write a task id.
func TestDatasetFlagsAreVariants(t *testing.T) {
	for _, c := range []struct {
		flags      datasetFlags
		task, want string
	}{
		{datasetFlags{}, "hopper", "hopper"},
		{datasetFlags{}, "multilabel:x:test", "multilabel:x:test"},
		{datasetFlags{Split: "train"}, "multilabel:x:test", "multilabel:x"},
		{datasetFlags{Split: "test"}, "multilabel:x", "multilabel:x:test"},
		{datasetFlags{Split: "test"}, "multilabel:x:test", "multilabel:x:test"},
		{datasetFlags{Labels: -3}, "multilabel:x", "multilabel:x:labels=-3"},
		{datasetFlags{Labels: 3, Split: "test"}, "multilabel:x", "multilabel:x:test:labels=3"},
	} {
		if got, err := c.flags.id(c.task); err != nil || got != c.want {
			t.Errorf("%+v of %s: %s, %v, want %s", c.flags, c.task, got, err, c.want)
		}
	}
	for want, c := range map[string]datasetFlags{"want train or test": {Split: "dev"}} {
		if _, err := c.id("multilabel:x"); err == nil || !strings.Contains(err.Error(), want) || status(err) != exitMisused {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := (&datasetFlags{Labels: 2}).id("hopper"); status(err) != exitMisused {
		t.Errorf("labels of a task without any: %v", err)
	}
}

// TestDataInfoSaysWhatIsThere, in JSON as in text.
func TestDataInfoSaysWhatIsThere(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 3 --seed 5")
	info := decode[struct {
		Manifest demos.Manifest
		Episodes int
		Steps    int
		Obs      []demos.Range
	}](t, must(t, "data info demos --json"))
	if info.Manifest.Task.Name != "pendulum" || info.Manifest.Seed != 5 || info.Episodes != 3 || info.Steps != 600 {
		t.Errorf("%+v", info)
	}
	text := must(t, "data info demos")
	for _, want := range []string{"recorded by expert", "under seed 5", "3 episodes in 3 files, 600 steps", "3 timed out", "obs 2", "act 0", "torque"} {
		if !strings.Contains(text, want) {
			t.Errorf("it does not say %q:\n%s", want, text)
		}
	}
}

// TestDamageIsReported: by verify with its place and status 1, by info next to what is intact.
func TestDamageIsReported(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record pendulum -o demos -n 2 --compress=false")
	path := filepath.Join("demos", "episode-000001.mcap")
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	data[len(data)/2] ^= 1
	if err := os.WriteFile(path, data, 0o666); err != nil {
		t.Fatal(err)
	}
	status, out, _ := call("data", "verify", "demos", "--json")
	found := decode[struct {
		Files, Episodes, Steps int
		Problems               []string
	}](t, out)
	if status != exitFailed || found.Files != 2 || found.Episodes != 1 || len(found.Problems) != 1 || !strings.HasPrefix(found.Problems[0], path+":") {
		t.Errorf("status %d, %+v", status, found)
	}
	fails(t, "data verify demos", exitFailed, "the data set is damaged")
	fails(t, "data repair demos", exitMisused, "-o is missing")
	if out := must(t, "data repair demos -o repaired"); !strings.Contains(out, "1 lost [1]") {
		t.Errorf("repair says %s", out)
	}
	must(t, "data replay repaired")
}

// TestReplayReportsEpisodes: how many, and none that diverged; another task than that of the data is refused.
func TestReplayReportsEpisodes(t *testing.T) {
	t.Chdir(t.TempDir())
	must(t, "record cartpole -o demos -n 2")
	found := decode[struct {
		Episodes   int
		Divergence *demos.Divergence
	}](t, must(t, "data replay demos --json"))
	if found.Episodes != 2 || found.Divergence != nil {
		t.Errorf("%+v", found)
	}
	fails(t, "data replay demos --task pendulum", exitFailed, "cartpole")
}
