package clone

import (
	"github.com/fenchel-gym/fenchel/internal/config"
)

// Rounds say how often the expert is queried. All zero is plain cloning.
type Rounds struct {
	Rounds   int     `yaml:"rounds"`   // times that new episodes are played and cloned; 0 for none
	Episodes int     `yaml:"episodes"` // new episodes a round
	Beta     float64 `yaml:"beta"`     // the expert acts in a step of round i with probability βⁱ, i = 1, 2, ...; 0: never
}

// The most rounds, and the most episodes of one, which are held in memory until the round is over.
const (
	maxRounds   = 1 << 16
	maxEpisodes = 1 << 20
)

// Validate names what is wrong with the options.
func (o Rounds) Validate() error {
	errs := []error{config.Range("rounds", o.Rounds, 0, maxRounds), config.Range("beta", o.Beta, 0, 1)}
	if o.Rounds > 0 && o.Episodes < 1 {
		errs = append(errs, config.Want("episodes", o.Episodes, "at least 1 a round"))
	}
	if o.Episodes > maxEpisodes {
		errs = append(errs, config.Want("episodes", o.Episodes, "at most %d a round", maxEpisodes))
	}
	return config.Join(errs...)
}
