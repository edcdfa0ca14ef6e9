package suite_test

import (
	"bufio"
	"bytes"
	"crypto/sha256"
	"encoding/binary"
	"flag"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"path/filepath"
	"runtime"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

var update = flag.Bool("update", false, "write the digests of the present episodes")

// TestEpisodesAreFrozen compares episodes of every task, with the bytes of a snapshot before each step, with digests
// of them from before the tasks shared package episode. Old checkpoints hold such snapshots. Of the tasks that follow a
// release of MuJoCo, those under 3.14 are from before a task's identity named it, and the others are newer. Other
// processors fuse multiplication and addition, and have digests of their own.
func TestEpisodesAreFrozen(t *testing.T) {
	if runtime.GOARCH != "amd64" {
		t.Skip("the digests are of amd64")
	}
	var got bytes.Buffer
	for _, id := range append(frozenIDs(), frozenFiles(t)...) {
		newEnv, err := suite.Make(id)
		if err != nil {
			t.Fatal(err)
		}
		e := newEnv()
		fmt.Fprintf(&got, "%s %x\n", e.Spec().Name, digest(e))
	}
	golden := filepath.Join("testdata", "episodes.txt")
	if *update {
		if err := os.WriteFile(golden, got.Bytes(), 0o666); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	kept := map[string]bool{}
	for lines := bufio.NewScanner(bytes.NewReader(want)); lines.Scan(); {
		kept[lines.Text()] = true
	}
	for lines := bufio.NewScanner(&got); lines.Scan(); {
		if !kept[lines.Text()] {
			t.Errorf("other episodes than before: %s", lines.Text())
		}
	}
}

// frozenIDs are the tasks, each as its source defines it, with its variants, and with a horizon that a test can reach.
func frozenIDs() []string {
	var ids []string
	tasks := []string{
		"pendulum", "cartpole", "cartpole-continuous", "mountaincar", "mountaincar-continuous", "acrobot", "particle-2",
		"particle-8", "particle-2:multimodal",
	}
	for _, name := range []string{
		"hopper", "walker2d", "halfcheetah", "ant", "swimmer", "humanoid", "reacher", "pusher", "inverted-pendulum",
		"inverted-double-pendulum", "hopper:max-margins",
	} {
		tasks = append(tasks, name, name+":mujoco=3.14")
	}
	for _, name := range tasks {
		ids = append(ids, name, name+":fixed-horizon", name+":horizon=20")
	}
	return ids
}

// frozenFiles are tasks that files define.
func frozenFiles(t *testing.T) []string {
	dir := t.TempDir()
	var ids []string
	for name, text := range map[string]string{"birds-train.arff": birds, "swing.xml": swing} {
		path := filepath.Join(dir, name)
		if err := os.WriteFile(path, []byte(text), 0o666); err != nil {
			t.Fatal(err)
		}
		if filepath.Ext(name) == ".arff" {
			path = "multilabel:" + path
		} else {
			ids = append(ids, path+":mujoco=3.14")
		}
		ids = append(ids, path)
	}
	return ids
}

// digest plays short episodes, the last ended by an action that is not a number, and hashes all that can be seen.
func digest(e envs.Env) []byte {
	h := sha256.New()
	spec := e.Spec()
	obs, act := make([]float64, len(spec.Obs)), make([]float64, spec.Action.Dim())
	state, _ := envs.As[envs.Snapshotter](e)
	identity := spec.Hash()
	if len(spec.Former) > 0 {
		identity = spec.Former[0]
	}
	h.Write([]byte(identity))
	h.Write(snapshot(state, spec, identity))
	for episode := range uint64(3) {
		rng := envs.Stream(episode, envs.Tuning, 0)
		e.Reset(obs, rng)
		for step := 0; ; step++ {
			spec.Action.Sample(act, rng)
			if episode == 1 {
				act[0] *= 1.5 // outside the set: clipped, or rounded
			}
			if episode == 2 && step == 3 {
				act[0] = math.NaN()
			}
			h.Write(snapshot(state, spec, identity))
			reward, end := e.Step(obs, act)
			binary.Write(h, binary.LittleEndian, obs)
			binary.Write(h, binary.LittleEndian, reward)
			h.Write([]byte{byte(end)})
			if s, ok := envs.As[envs.Succeeder](e); ok && s.Success() {
				h.Write([]byte("success"))
			}
			if end != envs.Running || step == 60 {
				h.Write(snapshot(state, spec, identity))
				break
			}
		}
	}
	return h.Sum(nil)
}

// snapshot is that of a task with the hash of its former identity in place of its own.
func snapshot(state envs.Snapshotter, spec envs.Spec, identity string) []byte {
	saved := state.SaveState(nil)
	if identity != spec.Hash() {
		tag := fnv.New64a()
		tag.Write([]byte(identity))
		binary.LittleEndian.PutUint64(saved, tag.Sum64())
	}
	return saved
}
