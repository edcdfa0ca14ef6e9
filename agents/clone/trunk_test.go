package clone

import (
	"context"
	"testing"

	"github.com/fenchel-gym/fenchel/agents/toy"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/internal/disk/disktest"
	"github.com/fenchel-gym/fenchel/policy"
)

// TestResidualTrunkLearns: blocks with layer norm bring the expert's return, configured by a file's text.
func TestResidualTrunkLearns(t *testing.T) {
	expert := evaluate(t, toy.NewExpert)
	tr := training(t, disktest.NewMemory(), func(tr *trial) {
		tr.Options.Steps, tr.Options.Schedule.Steps = 400, 400
		if err := tr.Options.Overlay("", []byte("policy: {trunk: {name: residual, width: 16, blocks: 2}}\n")); err != nil {
			t.Fatal(err)
		}
	})
	trained, err := tr.Train(context.Background())
	if err != nil {
		t.Fatal(err)
	}
	if name := trained.Policy.(*policy.Network).Config().Trunk.Name; name != "residual" {
		t.Errorf("the trunk is %q", name)
	}
	if r := evaluate(t, func() envs.Policy { return trained.Policy.Share() }); r.Mean < expert.Mean-0.05 {
		t.Errorf("return %v, the expert's is %v", r.Mean, expert.Mean)
	}
}
