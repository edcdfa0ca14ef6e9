package agents

import (
	"encoding/json"
	"time"

	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Clock tells the time since some fixed moment. Libraries read no clock: a caller that needs timings passes one in.
type Clock func() time.Duration

// Spend adds to the time that the run has spent on something. What was spent before an interruption counts.
func (r *Run) Spend(what string, d time.Duration) { r.seconds[what] += d.Seconds() }

// Seconds is the time that the run has spent on something so far.
func (r *Run) Seconds(what string) float64 { return r.seconds[what] }

// readTimings takes up the timings of an interrupted run. They are no result: where they cannot be read they begin
// again.
func (r *Run) readTimings() {
	data, err := disk.ReadFile(r.o.Disk, r.path(TimingsFile), nil, maxConfig)
	if err != nil {
		return
	}
	var stored map[string]float64
	if json.Unmarshal(data, &stored) == nil && stored != nil {
		r.seconds = stored
	}
}

func (r *Run) writeTimings() error {
	if len(r.seconds) == 0 {
		return nil
	}
	return r.WriteJSON(TimingsFile, r.seconds)
}
