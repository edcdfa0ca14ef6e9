package fenchel_test

import (
	"fmt"
	"os/exec"
	"slices"
	"strings"
	"testing"
)

// importPolicy says which of fenchel's packages each one may import, a line each: "importer: imports". It is the
// architecture, as text: what is not allowed here is not allowed. Names are relative to the module; tests
// are free, external modules are free except those that outsiders names. What is behind "*" anyone may import.
//
// Why some arrows are missing:
//   - policy and loss know no environment: an energy is a function on a set, and is tested as one.
//   - envs import of render the plain data alone, so that a task never draws.
//   - render/window knows neither envs nor policy: it plays whatever satisfies its interface. What plays a rollout for it
//     is render/playback.
//   - internal packages import nothing of ours but one another, so that every floor can stand on them; files are opened by
//     internal/disk, see files_test.go.
//   - agents/eval knows no family of tasks: what one has to add to a result it says through a power of its own.
//   - agents do not know the suite or the experts: DAgger receives its expert as a Policy.
const importPolicy = `
*:                       internal/suggest internal/registry internal/parallel internal/config
internal/suggest:
internal/registry:
internal/parallel:
internal/config:
internal/disk:
internal/disk/disktest:  internal/disk
envs/space:
render/scene:
envs:                    envs/space render/scene
envs/envtest:            envs envs/space render/scene
envs/episode:            envs render/scene
envs/classic:            envs envs/space envs/episode render/scene
envs/physics/spatial:
envs/physics:            envs/physics/spatial
envs/physics/mjcf:       envs/physics envs/physics/spatial
envs/locomotion:         envs envs/space envs/episode envs/physics envs/physics/spatial envs/physics/mjcf render/scene
envs/multilabel:         internal/disk envs envs/space envs/episode render/scene
envs/pusht:              envs envs/space envs/episode render/scene
envs/remote:             envs envs/space render/scene
envs/suite:              envs envs/episode envs/classic envs/locomotion envs/multilabel envs/pusht envs/physics internal/registry
policy/net/kernel:
policy/net:              internal/disk policy/net/kernel
internal/floats:
policy/policytest:       envs/space policy/net
policy/energy/energytest: envs/space policy/energy
policy/energy:           envs/space internal/floats policy/net policy/net/kernel
policy/regularizer:      envs/space internal/floats
policy/solve:            envs/space internal/floats policy/energy policy/regularizer policy/net
policy:                  envs/space internal/floats policy/energy policy/regularizer policy/solve policy/net policy/net/kernel
loss:                    envs/space internal/floats policy policy/energy policy/regularizer policy/solve policy/net
demos:                   internal/disk envs envs/space
demos/hdf5:
demos/interchange/blosc:
demos/interchange:       internal/disk envs envs/space demos demos/hdf5 demos/interchange/blosc
agents/stat:
agents/toy:              envs envs/space
agents/eval:             envs agents/stat
agents/data:             envs envs/space demos internal/disk policy policy/net
agents:                  envs envs/space agents/data agents/eval demos internal/disk internal/registry policy policy/net
agents/clone:            agents agents/data envs envs/space loss policy policy/net policy/net/kernel policy/solve
agents/dagger:           agents agents/clone demos envs policy/net
agents/rl:               agents envs envs/space policy policy/net policy/net/kernel
agents/adversarial:      agents agents/rl demos envs envs/space policy/net
agents/learnertest:      agents internal/disk internal/disk/disktest policy policy/net
agents/report:
agents/expert/push:      envs/pusht
agents/expert:           agents/expert/push envs envs/space envs/episode envs/classic envs/locomotion envs/physics envs/suite agents agents/stat policy policy/net internal/registry
agents/bench/grid:    agents agents/clone agents/data agents/report agents/stat demos envs internal/config internal/disk policy/net/kernel
agents/bench/imitation:    agents agents/clone agents/bench/grid agents/data agents/eval agents/expert agents/report agents/stat demos envs envs/space envs/suite policy
agents/bench/energies:     agents/bench/grid agents/bench/imitation agents/report agents/stat internal/config
agents/bench/dagger:       agents agents/clone agents/dagger agents/bench/grid agents/data agents/eval agents/expert agents/report agents/stat demos envs envs/suite internal/config internal/disk policy
agents/bench/adversarial:  agents agents/clone agents/bench/grid agents/data agents/eval agents/expert agents/rl agents/adversarial agents/report demos envs envs/suite internal/config internal/disk policy policy/energy
agents/bench/losses:       agents agents/clone agents/bench/grid agents/data agents/expert agents/report agents/stat demos envs envs/space envs/suite loss policy policy/energy policy/net policy/regularizer policy/solve
agents/bench/multilabel:   agents agents/clone agents/bench/grid agents/data agents/expert agents/report agents/stat demos envs envs/multilabel policy policy/net/kernel
agents/bench/base:        agents/bench/grid agents/bench/recipe agents/clone agents/report agents/stat envs envs/suite
agents/bench/recipe:       agents agents/clone agents/bench/grid agents/data agents/eval agents/expert agents/report agents/stat demos envs envs/suite policy policy/energy policy/regularizer
agents/bench:              agents/bench/adversarial agents/bench/base agents/bench/dagger agents/bench/energies agents/bench/grid agents/bench/imitation agents/bench/losses agents/bench/multilabel agents/bench/recipe internal/registry
render:                  render/scene
render/playback:         render render/scene envs envs/space policy policy/solve
render/keys:
render/hands:            internal/disk render/scene render/keys envs envs/space demos
render/window:           render render/keys render/scene
`

// outsiders names modules that one part of the house alone may import.
var outsiders = map[string][]string{
	"github.com/hajimehoshi/ebiten/v2": {"render/window"},
	"github.com/spf13/cobra":           {"cmd"},
	"github.com/vbauerster/mpb/v8":     {"cmd"},
	"github.com/foxglove/mcap":         {"demos"},
	"github.com/parquet-go":            {"demos/interchange"},
}

const module = "github.com/fenchel-gym/fenchel"

func TestImports(t *testing.T) {
	allowed := parsePolicy(t)
	for pkg, imports := range imports(t) {
		for _, path := range imports {
			if err := check(allowed, pkg, path); err != nil {
				t.Error(err)
			}
		}
	}
}

func check(allowed map[string][]string, pkg, path string) error {
	for outsider, owners := range outsiders {
		within := func(owner string) bool { return pkg == owner || strings.HasPrefix(pkg, owner+"/") }
		if strings.HasPrefix(path, outsider) && !slices.ContainsFunc(owners, within) {
			return fmt.Errorf("%s imports %s, which belongs to %v", pkg, path, owners)
		}
	}
	imported, ours := strings.CutPrefix(path, module+"/")
	if !ours || strings.HasPrefix(pkg, "cmd/") {
		return nil
	}
	list, known := allowed[pkg]
	if !known {
		return fmt.Errorf("%s is not in the import policy: say where it stands", pkg)
	}
	if !slices.Contains(list, imported) && !slices.Contains(allowed["*"], imported) {
		return fmt.Errorf("%s must not import %s", pkg, imported)
	}
	return nil
}

// imports lists the packages of the module and what each imports outside its tests.
func imports(t *testing.T) map[string][]string {
	t.Helper()
	out, err := exec.Command("go", "list", "-f", "{{.ImportPath}} {{join .Imports \" \"}}", "./...").CombinedOutput()
	if err != nil {
		t.Fatalf("go list: %v\n%s", err, out)
	}
	packages := map[string][]string{}
	for line := range strings.Lines(string(out)) {
		fields := strings.Fields(line)
		if name, ok := strings.CutPrefix(fields[0], module+"/"); ok {
			packages[name] = fields[1:]
		}
	}
	return packages
}

func parsePolicy(t *testing.T) map[string][]string {
	t.Helper()
	allowed := map[string][]string{}
	for line := range strings.Lines(strings.TrimSpace(importPolicy)) {
		name, list, ok := strings.Cut(line, ":")
		if !ok {
			t.Fatalf("import policy: no colon in %q", line)
		}
		allowed[strings.TrimSpace(name)] = strings.Fields(list)
	}
	return allowed
}
