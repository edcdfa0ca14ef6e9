package cli

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/fenchel-gym/fenchel/agents/adversarial"
	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestScheduleFlags: the same flags mean the same for every method, and change nothing where they are not given.
func TestScheduleFlags(t *testing.T) {
	const flags = " --schedule linear --final 0.1 --warmup 7 --ema 0.99"
	set, err := parsed(t, newCmdTrain, "data -o run --steps 50 --rate 0.5"+flags).Set(clone.Default())
	if err != nil {
		t.Fatal(err)
	}
	c := set.(clone.Options)
	if want := (net.Schedule{Kind: net.Linear, Rate: 0.5, Final: 0.05, Warmup: 7, Steps: 50}); c.Schedule != want || c.Average != 0.99 {
		t.Errorf("%+v, mean %v", c.Schedule, c.Average)
	}
	for _, method := range rl.Methods() {
		if method == "gail" {
			continue
		}
		want := rl.DefaultsOf(method)
		same(t, method, applied(t, newCmdExpertTrain, "hopper -o run", want).(rl.Options), want)
		decay, average := averaging(&want)
		*decay, *average = net.Decay{Kind: net.Linear, Final: 0.1, Warmup: 7}, 0.99
		same(t, method+flags, applied(t, newCmdExpertTrain, "hopper -o run"+flags, rl.DefaultsOf(method)).(rl.Options), want)
	}
	want := rl.Options(adversarial.Default())
	decay, average := averaging(&want)
	*decay, *average = net.Decay{Kind: net.Linear, Final: 0.1, Warmup: 7}, 0.99
	if d := cmp.Diff(want, rl.Options(applied(t, newCmdTrain, "data -o run --method gail"+flags, adversarial.Default()).(adversarial.Options))); d != "" {
		t.Error(d)
	}
}

// averaging are the schedule and the running mean of a method, of adversarial imitation those of its policy.
func averaging(o *rl.Options) (*net.Decay, *net.Average) {
	switch o.Method {
	case "ppo":
		return &o.PPO.Schedule, &o.PPO.Average
	case "ars":
		return &o.ARS.Schedule, &o.ARS.Average
	}
	return &o.SAC.Schedule, &o.SAC.Average
}

// TestWrongSchedules are refused, by the flag or by the field that it sets.
func TestWrongSchedules(t *testing.T) {
	for _, wrong := range []string{"--schedule lin", "--final 2", "--final -0.1", "--warmup -1", "--ema 1"} {
		set, err := parsed(t, newCmdTrain, "data -o run "+wrong).Set(clone.Default())
		if err == nil {
			err = set.Validate()
		}
		if err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}
