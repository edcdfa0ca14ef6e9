package cli

import (
	"testing"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/rl"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// TestScheduleFlags: the same flags mean the same for every method, and change nothing where they are not given.
func TestScheduleFlags(t *testing.T) {
	const flags = " --schedule linear --final 0.1 --warmup 7 --ema 0.99"
	c := clone.Default()
	if err := parsed(t, newCmdTrain, "data -o run --steps 50 --rate 0.5"+flags).Set(&c); err != nil {
		t.Fatal(err)
	}
	if want := (net.Schedule{Kind: net.Linear, Rate: 0.5, Final: 0.05, Warmup: 7, Steps: 50}); c.Schedule != want || c.Average != 0.99 {
		t.Errorf("%+v, mean %v", c.Schedule, c.Average)
	}
	for _, method := range rl.Methods() {
		for given, want := range map[string]net.Decay{"": {}, flags: {Kind: net.Linear, Final: 0.1, Warmup: 7}} {
			o := rl.DefaultsOf(method)
			_, was := o.Averaging()
			before := *was
			if err := parsed(t, newCmdExpertTrain, "hopper -o run"+given).Set(&o); err != nil {
				t.Fatal(err)
			}
			if given != "" {
				before = 0.99
			}
			if decay, average := o.Averaging(); *decay != want || *average != before {
				t.Errorf("%s%s: %+v, mean %v", method, given, *decay, *average)
			}
		}
	}
	for _, wrong := range []string{"--schedule lin", "--final 2", "--warmup -1", "--ema 1"} {
		if err := parsed(t, newCmdTrain, "data -o run "+wrong).Set(&c); err == nil {
			t.Errorf("%s is accepted", wrong)
		}
	}
}
