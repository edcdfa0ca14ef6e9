package physics

import (
	"math"
	"testing"
)

// trajectory is an open-loop rollout of MuJoCo 3.14.0.
type trajectory struct {
	Seq       int
	Kind      string
	FrameSkip int `json:"frame_skip"`
	Ctrl      [][]float64
	QPos      [][]float64
	QVel      [][]float64
	NCon      []int
	CfrcExt   [][]float64 `json:"cfrc_ext"`
}

// agreement is the number of environment steps for which a trajectory must stay within 1e-6. HalfCheetah, Ant and
// InvertedDoublePendulum are chaotic: rounding errors reach 1e-6 soon after.
var agreement = map[string]int{
	"Hopper": 200, "Walker2d": 150, "HalfCheetah": 25, "Ant": 50, "Swimmer": 200, "Reacher": 200,
	"InvertedPendulum": 200, "InvertedDoublePendulum": 40, "Humanoid": 200, "Pusher": 200,
}

// maxDiff returns the largest |a − b|, +Inf if any is NaN.
func maxDiff(a, b []float64) float64 {
	e := 0.0
	for i := range a {
		x := math.Abs(a[i] - b[i])
		if math.IsNaN(x) {
			return math.Inf(1)
		}
		e = math.Max(e, x)
	}
	return e
}

// TestTrajectories replays 14 rollouts of each model.
func TestTrajectories(t *testing.T) {
	if testing.Short() {
		t.Skip("replays 140 rollouts")
	}
	for _, name := range modelNames {
		t.Run(name, func(t *testing.T) {
			m := loadModel(t, name)
			readLines(t, reference(t, "traj_exact", name+".jsonl.gz"), func(r *trajectory) {
				replay(t, m, r, agreement[name])
			})
		})
	}
}

// replay runs the first steps of a rollout and stops at the first that is off.
func replay(t *testing.T, m *Model, r *trajectory, steps int) {
	t.Helper()
	d := m.NewData()
	copy(d.QPos, r.QPos[0])
	copy(d.QVel, r.QVel[0])
	m.Forward(d)
	for k, ctrl := range r.Ctrl[:min(steps, len(r.Ctrl))] {
		copy(d.Ctrl, ctrl)
		for range r.FrameSkip {
			m.Step(d)
		}
		e := math.Max(maxDiff(d.QPos, r.QPos[k+1]), maxDiff(d.QVel, r.QVel[k+1]))
		if !(e < 1e-6) || len(d.Contact) != r.NCon[k+1] {
			t.Errorf("sequence %d (%s): after step %d off by %.2g, %d contacts, want %d",
				r.Seq, r.Kind, k+1, e, len(d.Contact), r.NCon[k+1])
			return
		}
	}
}
