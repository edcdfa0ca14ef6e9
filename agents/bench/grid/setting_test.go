package grid

import (
	"testing"
	"time"
)

func TestSettingWithoutClockOrListeners(t *testing.T) {
	var s Setting
	s.Report("nothing", 0, 1)
	s.Print("nothing")
	if watch := s.Stopwatch(); watch() != 0 {
		t.Error("time passed without a clock")
	}
	var now time.Duration
	s.Clock = func() time.Duration { now += time.Second; return now }
	if watch := s.Stopwatch(); watch() != time.Second {
		t.Error("a stopwatch does not measure since it was started")
	}
}
