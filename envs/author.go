package envs

import "fmt"

// Author is who chose the action that was sent at a step.
type Author uint8

// The authors.
const (
	TheActor   Author = iota // the policy that was asked to act
	TheNoise                 // that policy, disturbed
	TheExpert                // the expert that labels what a learner meets
	TheLearner               // the learner
	ThePerson                // a person, through a device
)

var authors = [...]string{TheActor: "actor", TheNoise: "noise", TheExpert: "expert", TheLearner: "learner", ThePerson: "person"}

// Authors are all there are.
func Authors() []Author { return []Author{TheActor, TheNoise, TheExpert, TheLearner, ThePerson} }

func (a Author) String() string {
	if int(a) < len(authors) {
		return authors[a]
	}
	return fmt.Sprintf("Author(%d)", uint8(a))
}

// Labeller is a Policy that knows, besides the action it sends, the one that a learner should imitate: the action before
// it was disturbed, or the expert's where a learner acted. Label writes that of the last Act to dst and says who chose
// the action that was sent.
type Labeller interface {
	Policy
	Label(dst []float64) Author
}
