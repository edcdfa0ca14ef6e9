package interchange

import (
	"errors"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
)

// The notes of a mapping.
const (
	lastReplayed   = "the observation after the last action is computed by replay"
	lastDropped    = "the last action is dropped, since what came after it is not recorded"
	rewardReplayed = "rewards are computed by replay"
	rewardOfState  = "rewards are computed from the recorded states"
	endFailed      = "terminated episodes are taken as failed, since the source does not say whether their goal was met"
	rewardZero     = "rewards are absent and set to 0"
)

// observe writes the observations, rewards and end of an episode. Observations are the recorded ones, or those of the
// recorded states; where the one after the last action is missing, the episode is replayed, and if the replay agrees
// with what is recorded its last observation is taken, otherwise the last action is dropped.
func (m *mapping) observe(d *demos.Demonstration, e *Episode) error {
	again, err := m.replay(e)
	if err != nil {
		return err
	}
	t, rows := len(e.Act), max(len(e.State), len(e.Obs))
	for i := range rows {
		d.Obs = append(d.Obs, m.row(e, i)...)
	}
	switch {
	case rows == t+1:
	case again != nil:
		d.Obs = append(d.Obs, again.last...)
		m.report.note(lastReplayed)
	case t == 1:
		return errors.New("one action, and what came after it is not recorded")
	default:
		t--
		m.report.note(lastDropped)
	}
	m.reward(d, e, t, again)
	return nil
}

// row is the i-th observation: the recorded one, or that of the recorded state.
func (m *mapping) row(e *Episode, i int) []float64 {
	if i < len(e.Obs) {
		return e.Obs[i]
	}
	m.from.ResetToState(m.obs, e.State[i])
	return m.obs
}

// reward writes t rewards and the end: what is recorded, or else the replay's, or else those of the states.
func (m *mapping) reward(d *demos.Demonstration, e *Episode, t int, again *replay) {
	d.End = e.End
	if e.End == envs.Failed && !e.ownEnd {
		m.report.note(endFailed)
	}
	if again != nil && t == len(again.reward) {
		d.End = again.end
	}
	if t < len(e.Act) {
		d.End = envs.Running // its last step is not there
	}
	switch {
	case e.Reward != nil:
		d.Reward = e.Reward[:t]
	case again != nil:
		d.Reward = again.reward[:t]
		m.report.note(rewardReplayed)
	case len(e.State) > t:
		for _, s := range e.State[1 : t+1] {
			m.from.ResetToState(m.obs, s)
			d.Reward = append(d.Reward, m.from.RewardHere())
		}
		m.report.note(rewardOfState)
	default:
		d.Reward = make([]float64, t)
		m.report.note(rewardZero)
	}
}

// replay is an episode, simulated again.
type replay struct {
	reward []float64
	last   []float64 // observation
	end    envs.End  // Reached where the goal is met at the last action and not before, else Running
}

// agreement is by how much a replay may part from the recording, which may be rounded to float32, relative to
// max(1, |recorded|).
const agreement = 1e-4

// replay simulates the actions from where the episode began. It is nil where that is not recorded or the replay parts
// from the recording.
func (m *mapping) replay(e *Episode) (*replay, error) {
	from, ok := envs.As[Restorer](m.again)
	if !ok || e.State == nil && e.Start == nil {
		return nil, nil
	}
	obs := make([]float64, len(m.spec.Obs))
	if e.Start == nil {
		from.ResetToState(obs, e.State[0])
	} else if err := m.start(from, obs, e); err != nil {
		return nil, fmt.Errorf("start: %w", err)
	}
	r := &replay{}
	goal, _ := envs.As[envs.Succeeder](m.again)
	for t, a := range e.Act {
		if !m.agrees(e, t, obs) {
			return nil, nil
		}
		met := goal != nil && goal.Success()
		reward, end := m.again.Step(obs, a)
		if end != envs.Running {
			return nil, nil // diverged, or longer than any recording
		}
		r.reward, r.end = append(r.reward, reward), envs.Running
		if !met && goal != nil && goal.Success() {
			r.end = envs.Reached
		}
	}
	r.last = obs
	if !m.agrees(e, len(e.Act), obs) {
		return nil, nil
	}
	return r, nil
}

func (m *mapping) start(from Restorer, obs []float64, e *Episode) error {
	for i, x := range e.Start {
		if !envs.Finite(e.Start[i : i+1]) {
			return fmt.Errorf("number %d is %v", i, x)
		}
	}
	return from.ResetToRecordedStart(obs, e.Start, e.Mode)
}

// agrees compares an observation with the recorded one, where there is one.
func (m *mapping) agrees(e *Episode, i int, obs []float64) bool {
	if i >= max(len(e.State), len(e.Obs)) {
		return true
	}
	for j, x := range m.row(e, i) {
		if math.Abs(obs[j]-x) > agreement*math.Max(1, math.Abs(x)) {
			return false
		}
	}
	return true
}
