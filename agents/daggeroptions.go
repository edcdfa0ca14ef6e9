package agents

import "fmt"

// DAggerOptions say how often the expert is asked. All zero is plain cloning.
type DAggerOptions struct {
	Rounds   int     `yaml:"rounds"`   // times that new episodes are played and cloned; 0 for none
	Episodes int     `yaml:"episodes"` // new episodes a round
	Beta     float64 `yaml:"beta"`     // the expert acts in a step of round i with probability βⁱ, i = 1, 2, ...; 0: never
}

// Validate names what is wrong with the options.
func (o DAggerOptions) Validate() error {
	switch {
	case o.Rounds < 0:
		return fmt.Errorf("dagger: rounds is %d: want 0 or more", o.Rounds)
	case o.Rounds > 0 && o.Episodes < 1:
		return fmt.Errorf("dagger: episodes is %d: want at least 1 a round", o.Episodes)
	case !(o.Beta >= 0 && o.Beta <= 1):
		return fmt.Errorf("dagger: beta is %v: want 0 to 1", o.Beta)
	}
	return nil
}
