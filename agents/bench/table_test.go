package bench_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/bench"
	"github.com/fenchel-gym/fenchel/agents/bench/grid"
)

// TestEveryBenchmarkIsComplete: help has all it shows, flags have values of a kind that a command line can read, and the
// smoke call names flags that there are.
func TestEveryBenchmarkIsComplete(t *testing.T) {
	for name, b := range bench.All() {
		if name != b.Name || b.Short == "" || b.Long == "" || b.Seed == "" {
			t.Errorf("%s lacks a text", name)
		}
		if !strings.HasPrefix(b.Example, "fenchel bench "+name+" ") || !strings.Contains(b.Example, " -o ") {
			t.Errorf("%s: the example is %q", name, b.Example)
		}
		checkSmoke(t, b, checkFlags(t, b))
	}
}

// checkFlags returns the names of a benchmark's flags and of those that every command has.
func checkFlags(t *testing.T, b grid.Benchmark) []string {
	t.Helper()
	names := []string{"output", "seed", "json", "help"}
	for _, f := range b.New().Flags() {
		if slices.Contains(names, f.Name) || f.Usage == "" {
			t.Errorf("%s: the flag %q occurs twice or says nothing", b.Name, f.Name)
		}
		names = append(names, f.Name)
		checkValue(t, b.Name, f)
	}
	return names
}

func checkSmoke(t *testing.T, b grid.Benchmark, flags []string) {
	t.Helper()
	for _, word := range b.Smoke {
		if flag, is := strings.CutPrefix(word, "--"); is && !slices.Contains(flags, flag) {
			t.Errorf("%s: the smoke call has --%s, which is no flag", b.Name, flag)
		}
	}
	if hasArg := len(b.Smoke) > 0 && !strings.HasPrefix(b.Smoke[0], "--"); len(b.Smoke) == 0 || hasArg != (b.Arg != "") {
		t.Errorf("%s: the smoke call is %v", b.Name, b.Smoke)
	}
}

func checkValue(t *testing.T, name string, f grid.Flag) {
	t.Helper()
	switch f.Value.(type) {
	case *bool, *int, *int64, *string, *[]int, *[]string:
	default:
		t.Errorf("%s: --%s has a value of type %T", name, f.Name, f.Value)
	}
}

// TestCallsAreIndependent: options of one call are not those of the next.
func TestCallsAreIndependent(t *testing.T) {
	for name, b := range bench.All() {
		first, second := b.New().Flags(), b.New().Flags()
		for i := range first {
			if first[i].Value == second[i].Value {
				t.Errorf("%s: two calls share --%s", name, first[i].Name)
			}
		}
	}
}

func TestFindOffersNearNames(t *testing.T) {
	if b, err := bench.Find("losses"); err != nil || b.Name != "losses" {
		t.Errorf("got %q, %v", b.Name, err)
	}
	if _, err := bench.Find("imitatoin"); err == nil || err.Error() != `unknown benchmark "imitatoin": did you mean imitation?` {
		t.Errorf("got %v", err)
	}
}

func TestRegisterRefusesATakenName(t *testing.T) {
	defer func() {
		if recover() == nil {
			t.Error("two benchmarks of one name were accepted")
		}
	}()
	bench.Register(grid.Benchmark{Name: "losses"})
}
