package classic_test

import (
	"crypto/sha256"
	"encoding/binary"
	"fmt"
	"math"
	"runtime"
	"slices"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// frozen is a digest of 1000 steps of every task in a pool of eight. It changes when the dynamics change by a single
// bit: then Version must change too. Other processors fuse multiplication and addition, and have digests of their own.
const frozen = "ef3667a36bd823c76b2359deccdf247a278ea2b930c97fd80b2758502d551628"

func TestDynamicsAreFrozen(t *testing.T) {
	digests := map[string]bool{}
	for _, procs := range []int{1, 2, 8} {
		before := runtime.GOMAXPROCS(procs)
		digests[digest()] = true
		runtime.GOMAXPROCS(before)
	}
	if len(digests) != 1 {
		t.Fatalf("1, 2 and 8 processors give different digests: %v", digests)
	}
	if runtime.GOARCH == "amd64" && !digests[frozen] {
		t.Errorf("the dynamics give %v, they gave %s: is this a new Version?", digests, frozen)
	}
}

func digest() string {
	h := sha256.New()
	all := tasks()
	var names []string
	for name := range all {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if strings.HasSuffix(name, ":fixed-horizon") {
			continue
		}
		const n = 8
		pool := envs.NewPool(n, 0, envs.Tuning, all[name])
		spec := pool.Env(0).Spec()
		k := spec.Action.Dim()
		obs, act := make([]float64, n*len(spec.Obs)), make([]float64, n*k)
		pool.Reset(obs)
		for step := range 1000 {
			for i := range act {
				act[i] = math.Sin(float64(step*(i+1)) / 7)
			}
			for _, o := range pool.Step(obs, act) {
				binary.Write(h, binary.LittleEndian, o.Reward)
				binary.Write(h, binary.LittleEndian, uint8(o.End))
				binary.Write(h, binary.LittleEndian, o.Final)
			}
		}
		pool.Close()
	}
	return fmt.Sprintf("%x", h.Sum(nil))
}
