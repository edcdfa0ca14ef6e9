package adversarial

import (
	"strings"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/report"
)

// TestSections: returns, and scores with random actions at 0 and the expert at 1.
func TestSections(t *testing.T) {
	b := small()
	r := Result{Task: "reacher", Demos: 1, Seed: 3, Random: -40, Expert: 10, Cloned: -15, Imitated: 5}
	var text strings.Builder
	report.Write(&text, b.Sections([]Result{r}), report.Text)
	for _, want := range []string{
		"adversarial\n", "a policy cloned in 120 steps", "for 10064 environment steps in episodes of 20", "Mean returns of 4 episodes",
		"task     episodes  seed  random  expert  cloned  normalized  imitated by GAIL  normalized",
		"reacher         1     3  -40.00   10.00  -15.00        0.50              5.00        0.90",
	} {
		if !strings.Contains(text.String(), want) {
			t.Errorf("%q is missing in\n%s", want, text.String())
		}
	}
}
