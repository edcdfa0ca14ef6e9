package net_test

import (
	"encoding/json"
	"math"
	"testing"

	"github.com/fenchel-gym/fenchel/policy/net"
)

func TestSchedule(t *testing.T) {
	flat := net.Schedule{Rate: 0.1, Warmup: 4}
	wave := net.Schedule{Kind: net.Cosine, Rate: 1, Final: 0.2, Warmup: 10, Steps: 110}
	line := net.Schedule{Kind: net.Linear, Rate: 1, Final: 0.2, Warmup: 10, Steps: 110}
	for _, c := range []struct {
		s    net.Schedule
		t    int
		want float64
	}{
		{flat, 0, 0.025}, {flat, 3, 0.1}, {flat, 4, 0.1}, {flat, 1 << 40, 0.1},
		{wave, 0, 0.1}, {wave, 9, 1}, {wave, 10, 1}, {wave, 60, 0.6}, {wave, 110, 0.2}, {wave, 1 << 40, 0.2},
		{line, 4, 0.5}, {line, 10, 1}, {line, 35, 0.8}, {line, 60, 0.6}, {line, 110, 0.2}, {line, 1 << 40, 0.2},
	} {
		if got := c.s.At(c.t); math.Abs(got-c.want) > 1e-15 {
			t.Errorf("%+v at %d: %v, want %v", c.s, c.t, got, c.want)
		}
	}
}

func TestScheduleValidate(t *testing.T) {
	for _, s := range []net.Schedule{
		{},
		{Rate: math.NaN()},
		{Rate: math.Inf(1)},
		{Rate: 1, Warmup: -1},
		{Kind: net.Cosine, Rate: 1},
		{Kind: net.Cosine, Rate: 1, Final: 2, Steps: 10},
		{Kind: net.Cosine, Rate: 1, Warmup: 10, Steps: 10},
		{Kind: net.Linear, Rate: 1},
		{Kind: net.Linear, Rate: 1, Final: 2, Steps: 10},
		{Kind: 7, Rate: 1},
	} {
		if s.Validate() == nil {
			t.Errorf("%+v is accepted", s)
		}
	}
}

func TestScheduleJSON(t *testing.T) {
	s := net.Schedule{Kind: net.Cosine, Rate: 1e-3, Final: 1e-5, Warmup: 5, Steps: 50}
	text, err := json.Marshal(s)
	if err != nil {
		t.Fatal(err)
	}
	var back net.Schedule
	if err := json.Unmarshal(text, &back); err != nil || back != s {
		t.Errorf("%s becomes %+v, %v", text, back, err)
	}
	if json.Unmarshal([]byte(`{"kind":"sawtooth"}`), &back) == nil {
		t.Error("an unknown kind is accepted")
	}
}

func TestDecay(t *testing.T) {
	half := net.Decay{Kind: net.Linear, Final: 0.5, Warmup: 100}
	for at, want := range map[int64]float64{49: 0.5, 99: 1, 100: 1, 550: 0.75, 1000: 0.5, 2000: 0.5} {
		if got := half.At(at, 1000); math.Abs(got-want) > 1e-15 {
			t.Errorf("%v of the rate at %d, want %v", got, at, want)
		}
		if got := (net.Decay{}).At(at, 1000); got != 1 {
			t.Errorf("no decay leaves %v of the rate", got)
		}
	}
	for _, d := range []net.Decay{{Kind: 7}, {Kind: net.Cosine, Final: 1.5}, {Final: 0.5, Warmup: -1}, {Warmup: 1000}} {
		if d.Validate(1000) == nil {
			t.Errorf("%+v is accepted", d)
		}
	}
	if err := half.Validate(1000); err != nil {
		t.Error(err)
	}
}
