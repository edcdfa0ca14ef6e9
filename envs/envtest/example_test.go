package envtest_test

import (
	"fmt"
	"math/rand/v2"

	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/envtest"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// thermostat is a whole environment: a room that cools, and a heater.
type thermostat struct {
	degrees float64
	step    int
	end     envs.End
}

func (r *thermostat) Spec() envs.Spec {
	return envs.Spec{
		Name: "thermostat", Physics: "thermostat/1",
		Obs:    []envs.Channel{{Name: "temperature", Unit: "°C", Lo: -50, Hi: 100}},
		Act:    []envs.Channel{{Name: "heating", Unit: "°C/min", Lo: -1, Hi: 1}},
		Action: space.UnitBox(1), Period: 60, Horizon: 120,
		Summary: "keep a room at 20 °C", Reward: "−|T − 20|", Start: "T uniform in 10 … 15", Ends: "never", Source: "this example",
	}
}

func (r *thermostat) Reset(obs []float64, rng *rand.Rand) {
	r.check(obs)
	r.degrees, r.step, r.end = 10+5*rng.Float64(), 0, envs.Running
	obs[0] = r.degrees
}

func (r *thermostat) Step(obs, act []float64) (float64, envs.End) {
	r.check(obs)
	r.check(act)
	if r.end != envs.Running {
		panic("thermostat: Step after the end")
	}
	r.step++
	switch {
	case !envs.Finite(act):
		r.end = envs.Diverged
	case r.step == 120:
		r.end = envs.TimedOut
	}
	if r.end != envs.Diverged {
		r.degrees += min(max(act[0], -1), 1) - 0.05*(r.degrees-10)
	}
	obs[0] = r.degrees
	return -max(r.degrees-20, 20-r.degrees), r.end
}

func (r *thermostat) check(xs []float64) {
	if len(xs) != 1 {
		panic("thermostat: a slice of a wrong length")
	}
}

// careless forgets that an action may not be a number.
type careless struct{ thermostat }

func (r *careless) Step(obs, act []float64) (float64, envs.End) {
	if len(act) == 1 && !envs.Finite(act) {
		return r.thermostat.Step(obs, []float64{0})
	}
	return r.thermostat.Step(obs, act)
}

func ExampleCheck() {
	fmt.Println(envtest.Check(func() envs.Env { return new(thermostat) }))
	fmt.Println(envtest.Check(func() envs.Env { return new(careless) }))
	// Output:
	// <nil>
	// nan-diverges: seed 1, step 0: after action [NaN] the episode is running
}
