package demos_test

import (
	"flag"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strconv"
	"testing"
	"time"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
)

var kills = flag.Int("kills", 0, "how often TestKilledRecorder kills; 0 means 20, or 5 with -short")

// childDir, when it is set, makes the test binary the recorder that TestKilledRecorder kills.
const childDir = "FENCHEL_TEST_RECORD_INTO"

func TestMain(m *testing.M) {
	if dir := os.Getenv(childDir); dir != "" {
		recordForever(dir)
	}
	os.Exit(m.Run())
}

// recordForever records until it is killed, single episodes and batches, and prints how many are acknowledged.
func recordForever(dir string) {
	r, err := demos.Resume(dir, manifest(), demos.DefaultOptions())
	for rollout := newRollout(); err == nil; {
		if _, err = r.Record(rollout); err != nil {
			break
		}
		_, index := r.Next()
		batch := played(int(index) + 3)[index:]
		if err = r.Append(batch...); err == nil {
			number, _ := r.Next()
			fmt.Println(number)
		}
	}
	fmt.Fprintln(os.Stderr, err)
	os.Exit(1)
}

// TestKilledRecorder kills a recorder at random instants, again and again in one directory, and finds every episode
// that was acknowledged.
func TestKilledRecorder(t *testing.T) {
	n := *kills
	switch {
	case n == 0 && testing.Short():
		n = 5
	case n == 0:
		n = 20
	}
	dir := record(t, 0)
	rng := rand.New(rand.NewPCG(3, 0))
	total := 0
	for i := range n {
		acknowledged := killed(t, dir, time.Duration(rng.IntN(120))*time.Millisecond)
		d := open(t, dir)
		got, err := d.ReadAll()
		if err != nil {
			t.Fatalf("kill %d: %v", i, err)
		}
		if len(got) < acknowledged || len(d.Problems) > 0 {
			t.Fatalf("kill %d: %d of %d acknowledged episodes, problems %v", i, len(got), acknowledged, d.Problems)
		}
		total = len(got)
		if total > 200 { // keep the check from outgrowing the test
			sameEpisodes(t, got, played(total))
			dir = record(t, 0)
		}
	}
	t.Logf("%d kills, %d episodes at the end", n, total)
}

// killed runs a recorder for a while, kills it and returns how many episodes it acknowledged.
func killed(t *testing.T, dir string, after time.Duration) (acknowledged int) {
	t.Helper()
	exe, err := os.Executable()
	if err != nil {
		t.Fatal(err)
	}
	cmd := exec.Command(exe)
	cmd.Env = append(os.Environ(), childDir+"="+dir)
	lines, err := disktest.KillAfter(cmd, after)
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) > 0 {
		if acknowledged, err = strconv.Atoi(lines[len(lines)-1]); err != nil {
			t.Fatal(err)
		}
	}
	return acknowledged
}
