package dagger

import (
	"bytes"
	"encoding/json"
	"fmt"

	"github.com/fenchel-gym/fenchel/agents/bench/grid"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// Curve is the result of one training. Its points are the policies of the rounds.
type Curve struct {
	Queries []int     `json:"queries"` // expert queries whose labels the policy was cloned from
	Returns []float64 `json:"returns"` // mean return of its evaluation
}

// read adds the rounds in a run's metrics. What a round measured is the policy before it.
func (c *Curve) read(path string) error {
	data, err := disk.ReadFile(disk.OS{}, path, nil, grid.MaxKept)
	if err != nil {
		return err
	}
	for text := range bytes.Lines(data) {
		var line struct {
			Queries  int      `json:"queries"`
			Measured *float64 `json:"measured"`
		}
		if err := json.Unmarshal(text, &line); err != nil {
			return fmt.Errorf("%s: %w", path, err)
		}
		if line.Measured != nil {
			c.Queries, c.Returns = append(c.Queries, line.Queries), append(c.Returns, *line.Measured)
		}
	}
	return nil
}
