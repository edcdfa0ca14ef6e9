package fenchel_test

import (
	"bytes"
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"

	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// golden holds data sets, policies and runs that earlier versions wrote; its make.sh says which and how.
const golden = "testdata/golden"

var update = flag.Bool("update", false, "rewrite the golden files, for a person to read the difference")

// TestGoldenPolicies opens every policy of an earlier version and acts with it. On the kernel path that trained it the
// actions have the stored bits; on another they agree to rounding, which an argmax may magnify, and must be finite.
func TestGoldenPolicies(t *testing.T) {
	var got strings.Builder
	trained := ""
	for _, path := range goldenPolicies(t) {
		n, err := policy.Open(filepath.Join(golden, path))
		if err != nil {
			t.Error(err)
			continue
		}
		fmt.Fprintln(&got, path, actions(n))
		trained = n.Kernel()
	}
	if trained != kernel.Path() {
		t.Skipf("all can be opened and act; their numbers are of the kernel path %q", trained)
	}
	compareGolden(t, "actions.txt", got.String())
}

// goldenPolicies lists the policy files below golden.
func goldenPolicies(t *testing.T) []string {
	t.Helper()
	var all []string
	for _, pattern := range []string{"policies/*.safetensors", "runs/*/policy.safetensors"} {
		paths, err := filepath.Glob(filepath.Join(golden, pattern))
		if err != nil || len(paths) == 0 {
			t.Fatalf("no policies: %v", err)
		}
		for _, path := range paths {
			all = append(all, strings.TrimPrefix(filepath.ToSlash(path), golden+"/"))
		}
	}
	return all
}

// actions are what a policy does in an episode of three observations.
func actions(n *policy.Network) [][]float64 {
	n.Reset(rand.New(rand.NewPCG(1, 2)))
	out := make([][]float64, 3)
	obs := make([]float64, n.Task().Obs)
	for i := range out {
		for j := range obs {
			obs[j] = math.Round(64*math.Sin(float64(3*i+j))) / 64 // exact, whatever the sine's last bit
		}
		out[i] = make([]float64, n.Task().Set.Dim())
		n.Act(out[i], obs)
		for _, x := range out[i] {
			if math.IsNaN(x) || math.IsInf(x, 0) {
				panic(fmt.Sprintf("the action %v", out[i]))
			}
		}
	}
	return out
}

// compareGolden holds what was found against a stored text, line by line.
func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join(golden, name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	stored, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	want, have := strings.Split(string(stored), "\n"), strings.Split(got, "\n")
	for i := range max(len(want), len(have)) {
		switch {
		case i >= len(have):
			t.Fatalf("%s:%d: missing: %s", path, i+1, want[i])
		case i >= len(want) || want[i] != have[i]:
			t.Fatalf("%s:%d: now %s", path, i+1, have[i])
		}
	}
}

// TestGoldenProgram runs the program on what earlier versions wrote.
func TestGoldenProgram(t *testing.T) {
	if kernel.Path() != "avx2" {
		t.Skip("the numbers are of the kernel path avx2")
	}
	fenchel := buildFenchel(t).in(golden)
	t.Run("commands", func(t *testing.T) { goldenCommands(t, fenchel) })
	for run, command := range map[string]string{
		"clone":  "train demos --eval 0",
		"dagger": "train demos --eval 0",
		"ppo":    "expert train pendulum",
		"sac":    "expert train pendulum",
		"ars":    "expert train pendulum",
		"gail":   "gail demos",
	} {
		t.Run("resume/"+run, func(t *testing.T) { goldenResume(t, fenchel, golden, run, command) })
	}
}

// goldenCommands: each file of commands.txtar is named by a command and holds what it prints.
func goldenCommands(t *testing.T, fenchel program) {
	path := filepath.Join(golden, "commands.txtar")
	archive, err := txtar.ParseFile(path)
	if err != nil || len(archive.Files) == 0 {
		t.Fatal("no commands: ", err)
	}
	for i, file := range archive.Files {
		out, err := fenchel(strings.Fields(file.Name)...)
		switch {
		case err != nil:
			t.Errorf("fenchel %s: %v", file.Name, err)
		case *update:
			archive.Files[i].Data = out
		case !bytes.Equal(out, file.Data):
			t.Errorf("fenchel %s: stored\n%snow\n%s", file.Name, file.Data, out)
		}
	}
	if *update {
		if err := os.WriteFile(path, txtar.Format(archive), 0o666); err != nil {
			t.Fatal(err)
		}
	}
}

// goldenResume continues a run that was interrupted under an earlier version: it ends with the policy of its twin that
// was not, and the same metrics.
func goldenResume(t *testing.T, fenchel program, dir, run, command string) {
	whole, resumed := filepath.Join(dir, "runs", run), filepath.Join(t.TempDir(), "run")
	if err := os.CopyFS(resumed, os.DirFS(whole+"-interrupted")); err != nil {
		t.Fatal(err)
	}
	if _, err := fenchel(append(strings.Fields(command), "-o", resumed, "--resume")...); err != nil {
		t.Fatal(err)
	}
	if got, want := tensors(t, resumed), tensors(t, whole); !reflect.DeepEqual(got, want) {
		t.Error("the policy has other weights")
	}
	if got, want := metrics(t, resumed), metrics(t, whole); !slices.Equal(got, want) {
		t.Errorf("metrics: %d lines, stored %d, and not the same", len(got), len(want))
	}
}

func tensors(t *testing.T, run string) []net.Tensor {
	t.Helper()
	f, err := net.ReadFile(filepath.Join(run, "policy.safetensors"), 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	return f.Tensors
}

func metrics(t *testing.T, run string) []string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join(run, "metrics.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	return strings.Split(string(data), "\n")
}

// program runs fenchel and returns its standard output.
type program func(args ...string) ([]byte, error)

// binary is the path of a fenchel.
type binary string

func buildFenchel(t *testing.T) binary {
	t.Helper()
	path := filepath.Join(t.TempDir(), "fenchel.exe")
	if out, err := exec.Command("go", "build", "-o", path, "./cmd/fenchel").CombinedOutput(); err != nil {
		t.Fatalf("go build: %v\n%s", err, out)
	}
	return binary(path)
}

// in is the program in a directory.
func (b binary) in(dir string) program {
	return func(args ...string) ([]byte, error) {
		cmd, complaint := exec.Command(string(b), args...), new(bytes.Buffer)
		cmd.Dir, cmd.Stderr = dir, complaint
		out, err := cmd.Output()
		if err != nil {
			err = fmt.Errorf("%w: %s", err, complaint)
		}
		return out, err
	}
}
