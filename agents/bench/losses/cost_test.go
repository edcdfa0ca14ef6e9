package losses

import (
	"slices"
	"testing"
	"time"
)

// TestTheLeastTimeIsTaken: functions run in turn, the first round is not measured, and without a clock nothing runs.
func TestTheLeastTimeIsTaken(t *testing.T) {
	var now time.Duration
	cost := [][]time.Duration{{1, 90}, {7, 5}, {3, 8}} // by round and function; the first makes room
	round, order := 0, ""
	b := Config{Repeats: 2}
	best := b.interleave(func() time.Duration { return now }, 2, func(i int) {
		now += cost[round][i]
		order += string(rune('a' + i))
		if i == 1 {
			round++
		}
	})
	if !slices.Equal(best, []time.Duration{3, 5}) || order != "ababab" {
		t.Errorf("the least times are %v, run as %s", best, order)
	}
	b.interleave(nil, 2, func(int) { t.Error("ran without a clock") })
}
