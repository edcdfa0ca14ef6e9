package expert

import (
	"strings"

	"github.com/fenchel-gym/fenchel/envs"
)

func init() { RegisterFamily("multilabel:PATH", multilabelExpert) }

// multilabelExpert is the expert of every task made of a multilabel data set.
func multilabelExpert(id string) (Expert, bool) {
	if !strings.HasPrefix(id, "multilabel:") {
		return Expert{}, false
	}
	return Expert{Task: id, Card: multilabelCard, New: func() envs.Policy { return &annotator{} }}, true
}

var multilabelCard = Card{
	Method: "the labels of the data set",
	How:    "It answers with the labels that the data set has for the row at hand. Handed no environment, it names none.",
	Knows:  "the labels, which no observation holds",
	Cost:   "a copy per action",
}

// annotator sends the labels of the row that its environment asks for.
type annotator struct {
	row interface{ Labels() []float64 }
}

// Privileged takes the environment whose labels are to be told.
func (a *annotator) Privileged(e envs.Env) {
	a.row, _ = envs.As[interface{ Labels() []float64 }](e)
}

// Act writes the labels.
func (a *annotator) Act(dst, _ []float64) {
	clear(dst)
	if a.row != nil {
		copy(dst, a.row.Labels())
	}
}
