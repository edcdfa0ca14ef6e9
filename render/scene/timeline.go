package scene

// Timeline is the bar on which one sees where in an episode one is, and goes to another step.
type Timeline struct {
	Length  int // steps that the bar has room for; 0: there is no timeline
	Known   int // steps that were simulated: among them one goes at once
	Moments []Moment
}

// Moment is a step that stands out.
type Moment struct {
	Step int
	Kind MomentKind
}

// MomentKind is why.
type MomentKind uint8

// The kinds of moments.
const (
	Clipped   MomentKind = iota // the action was outside the action set
	Surprise                    // the policy was much less sure than in the rest of the episode
	TakenOver                   // a person took over
	GivenBack                   // and gave back
	Ended                       // the episode ended
)

var momentNames = [...]string{"clipped", "surprising energy", "taken over", "given back", "end"}

func (k MomentKind) String() string { return momentNames[k] }
