package rl

import (
	"bytes"
	"runtime"
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents"
	"github.com/fenchel-gym/fenchel/envs/suite"
)

// hugeConfigs ask for more than any machine has, each in another way, and say by which option.
var hugeConfigs = map[string]string{
	"hidden":           "method: ppo\nhidden: [16384, 16384]\n",
	"ppo.critic":       "method: ppo\nppo: {critic: [65536, 65536]}\n",
	"ppo.horizon":      "method: ppo\nppo: {envs: 4096, horizon: 1048576}\n",
	"ppo.envs":         "method: ppo\nppo: {envs: 1048576}\n",
	"ppo.batch":        "method: ppo\nppo: {batch: 1048576, envs: 4096, horizon: 4096}\nhidden: [65536]\n",
	"ars.directions":   "method: ars\nars: {directions: 1048576, top: 1}\n",
	"sac.replay":       "method: sac\nsac: {replay: 1000000000000}\n",
	"sac.critic":       "method: sac\nsac: {critic: [16384, 8192, 16384]}\n",
	"sac.envs":         "method: sac\nsac: {envs: 1048576}\n",
	"hidden (sac)":     "method: sac\nhidden: [" + strings.Repeat("8,", 1999) + "8]\n",
	"hidden (batch)":   "method: sac\nsteps: 9000000\nhidden: [65536]\nsac: {batch: 1048576, warmup: 1048576, replay: 1048577}\n",
	"gail.hidden":      "method: gail\ngail: {hidden: [65536, 65536]}\n",
	"gail.hidden many": "method: gail\ngail: {hidden: [" + strings.Repeat("8,", 1999) + "8]}\n",
}

// TestHugeSizesAreRefused: what asks for too much is an error that names the option, before anything is allocated.
func TestHugeSizesAreRefused(t *testing.T) {
	newEnv, err := suite.Make("pendulum")
	if err != nil {
		t.Fatal(err)
	}
	for name, text := range hugeConfigs {
		t.Run(name, func(t *testing.T) {
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			o, err := ReadConfig("c", []byte(text), "ppo")
			if err == nil {
				_, err = o.ResolveTask(&agents.Sources{NewEnv: newEnv})
			}
			runtime.ReadMemStats(&after)
			option, _, _ := strings.Cut(name, " ")
			if option = strings.Replace(option, "ppo.batch", "hidden", 1); err == nil || !strings.Contains(err.Error(), option) {
				t.Errorf("error %v, want one about %s", err, option)
			}
			if held := after.TotalAlloc - before.TotalAlloc; held > 64<<20 {
				t.Errorf("%d bytes were allocated", held)
			}
		})
	}
}

// FuzzConfig: no configuration panics or asks for more than may be held, and one that is accepted is read again as it is.
func FuzzConfig(f *testing.F) {
	newEnv, err := suite.Make("pendulum")
	if err != nil {
		f.Fatal(err)
	}
	for _, text := range hugeConfigs {
		f.Add([]byte(text))
	}
	for _, method := range Methods() {
		f.Add(DefaultsOf(method).YAML())
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := ReadConfig("c", text, "ppo")
		if err != nil {
			if !strings.HasPrefix(err.Error(), "c:") {
				t.Fatalf("error %q does not begin with the file", err)
			}
			return
		}
		again, err := ReadConfig("c", o.YAML(), "ppo")
		if err != nil || !bytes.Equal(again.YAML(), o.YAML()) {
			t.Fatalf("written and read again: %v\n%s", err, o.YAML())
		}
		from := &agents.Sources{NewEnv: newEnv}
		if o, err = o.ResolveTask(from); err != nil || o.Method == "gail" || o.envs() > 64 || o.sizes(newEnv().Spec()).total+float64(o.SAC.Replay) > 1e7 {
			return // too slow for a fuzz target
		}
		l, err := o.New(from)
		if err == nil {
			l.Close()
		}
	})
}

// envs is how many environments the method steps together.
func (o Options) envs() int {
	switch o.Method {
	case "ppo":
		return o.PPO.Envs
	case "ars":
		return 2 * o.ARS.Directions
	}
	return o.SAC.Envs
}
