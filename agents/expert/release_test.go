package expert_test

import (
	"crypto/sha256"
	"encoding/hex"
	"io/fs"
	"math"
	"os"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/expert"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/suite"
	"github.com/fenchel-gym/fenchel/policy"
)

// releaseIDs are the tasks that move differently under the two releases of MuJoCo, under the earlier one.
var releaseIDs = []string{"ant:mujoco=3.14", "humanoid:mujoco=3.14", "pusher:mujoco=3.14"}

// TestReleasesDiffer: whole episodes of seven of the ten tasks are equal to the bit under both releases, played by the
// expert and at random, so that one reference is measured for both; the three others differ.
func TestReleasesDiffer(t *testing.T) {
	differ := map[string]bool{"ant": true, "humanoid": true, "pusher": true}
	for _, task := range suite.All() {
		if !task.Has("locomotion") {
			continue
		}
		t.Run(task.Name, func(t *testing.T) {
			newEnv, e := of(t, task.Name)
			before, _ := of(t, task.Name+":mujoco=3.14")
			act := newEnv().Spec().Action
			same := samePath(newEnv(), before(), e.New) && samePath(newEnv(), before(), func() envs.Policy { return policy.NewRandom(act) })
			if same == differ[task.Name] {
				t.Errorf("the episodes are the same: %v", same)
			}
			now, _ := suite.ReferenceOf(task.Name)
			then, ok := suite.ReferenceOf(task.Name + ":mujoco=3.14")
			if !ok || (now == then) == differ[task.Name] {
				t.Errorf("the references are %+v and %+v", now, then)
			}
		})
	}
}

// samePath plays an episode in two tasks and compares every bit.
func samePath(a, b envs.Env, newPolicy func() envs.Policy) bool {
	x, y := envs.NewRollout(a, newPolicy()), envs.NewRollout(b, newPolicy())
	x.Start(0, envs.Tuning, 0)
	y.Start(0, envs.Tuning, 0)
	for x.Next() {
		if !y.Next() || math.Float64bits(x.Return()) != math.Float64bits(y.Return()) {
			return false
		}
		for i, v := range x.Obs() {
			if math.Float64bits(v) != math.Float64bits(y.Obs()[i]) {
				return false
			}
		}
	}
	return !y.Next()
}

// TestVariantsWithAnExpertOfTheirOwn: where a better expert was added, data of the earlier release keep the one that they
// were recorded with.
func TestVariantsWithAnExpertOfTheirOwn(t *testing.T) {
	for id, task := range map[string]string{
		"pusher": "pusher", "pusher:fixed-horizon": "pusher", "pusher:mujoco=4.0": "pusher",
		"pusher:mujoco=3.14": "pusher:mujoco=3.14", "pusher:mujoco=3.14:horizon=7": "pusher:mujoco=3.14",
		"pusher:horizon=7:mujoco=3.14": "pusher:mujoco=3.14", "ant:mujoco=3.14": "ant",
	} {
		if e, err := expert.For(id); err != nil || e.Task != task {
			t.Errorf("%s: the expert of %q, %v", id, e.Task, err)
		}
	}
}

// published are the digests of the policies that have been published. An expert is never replaced: a better one is added.
var published = map[string]string{
	"ant.safetensors":                      "d2e42d72747c699ae6987287e3cbdd9721b695f3489df0266aa84b2f353117d5",
	"halfcheetah.safetensors":              "c35a545d82cd29f7227b0c9deec2fe60ff4722cd6296fac17184193b97424fef",
	"hopper.safetensors":                   "a0b4c2c3498ee9461d1bf69d7879249f4bb71b98a1fbeabab832b7e3ed7570a5",
	"hopper.second.safetensors":            "b437e89840b16e157715ffd1358bf168ae4abad97882948dffaa448cbc4ca3bd",
	"humanoid.safetensors":                 "00fe80e9309a8b05fd75e89a666cde770e7dfd37ef3ed7f96b94d2a4e18fecc1",
	"inverted-double-pendulum.safetensors": "e637ea5a6e59730e511d3a42301a8fec2b7c13dd040cf0f55e312d8e02492913",
	"inverted-pendulum.safetensors":        "6f3a88e8a7a70923e86c4e789c3af13e1ac62597b72fc954e0e71db934e3eeeb",
	"pusher.mujoco=3.14.safetensors":       "eb90c2bd597dd34443f36c5af3da020d2e44c8a7408ff8df6f86808bb21a9c95",
	"pusher.safetensors":                   "605c758e9c097173878c1e091aae11fa13be63bbb2a3c9d5ecb8437011252cc2",
	"reacher.safetensors":                  "44824705875261ecbd734f95425fee6cb2b6a0226c2ac58bba663ea1c09eeff4",
	"swimmer.safetensors":                  "089125d50b1b972a27bd5f6591e666e936e45a975c4b380aef276f50a49c2224",
	"walker2d.safetensors":                 "d020ab2fdeb21f03f0eb02283b6393e4d878454ec02a831d41171bc79fa2706a",
}

func TestPublishedExpertsStay(t *testing.T) {
	files := os.DirFS("trained")
	names, err := fs.Glob(files, "*")
	if err != nil || len(names) != len(published) {
		t.Errorf("%d files, published are %d: %v", len(names), len(published), err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files, name)
		if err != nil {
			t.Fatal(err)
		}
		if sum := sha256.Sum256(data); hex.EncodeToString(sum[:]) != published[name] {
			t.Errorf("%s is not what was published", name)
		}
	}
}
