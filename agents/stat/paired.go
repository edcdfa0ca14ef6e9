package stat

import (
	"fmt"
	"math/rand/v2"

	"gonum.org/v1/gonum/floats"
)

// Comparison is what two policies' returns on the same episodes say about their difference.
type Comparison struct {
	Pairs      int      `json:"pairs"`
	Difference float64  `json:"difference"` // mean of a − b
	CI         Interval `json:"ci"`         // of that mean, over the pairs
	Wins       int      `json:"wins"`       // pairs with a > b
	Losses     int      `json:"losses"`     // pairs with a < b; the rest are ties
}

// Paired compares a[i] with b[i], the returns of two policies on the same i-th start. The pairs are redrawn, not the
// returns: what the starts contribute to both cancels, so far fewer episodes decide.
func Paired(a, b []float64, o BootstrapOptions, rng *rand.Rand) Comparison {
	if len(a) != len(b) {
		panic("stat: Paired: samples of different lengths")
	}
	c := Comparison{Pairs: len(a)}
	diff := make([]float64, len(a))
	floats.SubTo(diff, a, b)
	for _, d := range diff {
		switch {
		case d > 0:
			c.Wins++
		case d < 0:
			c.Losses++
		}
	}
	c.Difference = Mean(diff)
	c.CI = Bootstrap(diff, Mean, o, rng)
	return c
}

// Better reports whether a is above b beyond chance: the interval of the difference lies above zero.
func (c Comparison) Better() bool { return c.CI.Lo() > 0 }

// NotInferior reports whether a falls below b by less than the margin, beyond chance.
func (c Comparison) NotInferior(margin float64) bool { return c.CI.Lo() > -margin }

// Verdict is the comparison in words, naming both sides. It never claims more than the interval does.
func (c Comparison) Verdict(a, b string) string {
	switch {
	case c.Better():
		return fmt.Sprintf("%s is above %s", a, b)
	case c.CI.Hi() < 0:
		return fmt.Sprintf("%s is below %s", a, b)
	}
	return fmt.Sprintf("%d episodes do not tell %s from %s", c.Pairs, a, b)
}
