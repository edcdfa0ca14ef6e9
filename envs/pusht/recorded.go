package pusht

import "fmt"

// RecordedState is how many numbers a recorded state has: agent x, y, block x, y (of the origin), angle.
func (t *Task) RecordedState() int { return 5 }

// ResetToState starts an episode at a recorded state, at rest.
func (t *Task) ResetToState(obs, state []float64) { t.beginAt(obs, poseOf(state), Direct) }

// ResetToRecordedStart starts an episode at the five numbers that a seed draws, set in a mode: legacy (also where mode
// is empty) or direct.
func (t *Task) ResetToRecordedStart(obs, start []float64, mode string) error {
	if len(start) != 5 {
		return fmt.Errorf("%d numbers, want agent x, y, block x, y and angle", len(start))
	}
	switch mode {
	case "", "legacy":
		t.beginAt(obs, poseOf(start), Legacy)
	case "direct":
		t.beginAt(obs, poseOf(start), Direct)
	default:
		return fmt.Errorf("mode %q: want legacy or direct", mode)
	}
	return nil
}

// RewardHere is the reward of a step that leads to the present state.
func (t *Task) RewardHere() float64 { return Reward(t.body.Coverage()) }

func poseOf(s []float64) Pose { return Pose{Vec{s[0], s[1]}, Vec{s[2], s[3]}, s[4]} }
