package demos

import (
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// Demonstration is one recorded episode of T steps, of a task with d observations and k actions. The environment's
// Reset drew from envs.Start with (Seed, Purpose, Index), so that the actions reproduce the episode.
type Demonstration struct {
	Seed    uint64       // of the run that recorded it
	Purpose envs.Purpose // of the stream, usually envs.Demonstration
	Index   uint64       // of the stream

	Obs     []float64     // observations, the last one after the last step, in the Spec's units ((T+1)×d)
	Act     []float64     // actions as they were sent (T×k)
	Label   []float64     // actions that a learner should imitate (T×k); nil where none but those sent are known
	Author  []envs.Author // who chose the action that was sent (T); nil without labels
	Late    []float64     // of an episode that a person drove: how late each step was, s (T); else nil
	Force   []float64     // the forces of an envs.Perturber during each step (T×envs.ForceLen); nil where there were none
	Applied []float64     // actions as the task applied them: clipped, or rounded to a vertex (T×k)
	Reward  []float64     // (T)
	End     envs.End      // why it ended; Running where it was cut short
	Tags    []string      // free words: "good", "left-handed"
}

// Len is T.
func (d *Demonstration) Len() int { return len(d.Reward) }

// ObsAt is the observation before step t, 0 ≤ t ≤ T.
func (d *Demonstration) ObsAt(t int) []float64 { return row(d.Obs, t, len(d.Reward)+1) }

// ActAt is the action sent at step t.
func (d *Demonstration) ActAt(t int) []float64 { return row(d.Act, t, len(d.Reward)) }

// AppliedAt is the action that was applied at step t.
func (d *Demonstration) AppliedAt(t int) []float64 { return row(d.Applied, t, len(d.Reward)) }

// LabelAt is what a learner should imitate at step t; of an episode without labels that is the applied action.
func (d *Demonstration) LabelAt(t int) []float64 { return row(d.Labels(), t, len(d.Reward)) }

// Labels are what a learner should imitate (T×k): the labels, or without any the applied actions.
func (d *Demonstration) Labels() []float64 {
	if d.Label == nil {
		return d.Applied
	}
	return d.Label
}

// row is the i-th of n rows of equal width.
func row(xs []float64, i, n int) []float64 {
	w := len(xs) / n
	return xs[i*w : (i+1)*w : (i+1)*w]
}

// Return is the sum of the rewards, in their order.
func (d *Demonstration) Return() float64 {
	var sum float64
	for _, r := range d.Reward {
		sum += r
	}
	return sum
}

// Origin tells episodes apart: two that started from one stream and went on with the same actions are one.
type Origin struct {
	Seed    uint64
	Purpose envs.Purpose
	Index   uint64
	acts    uint32 // checksum
}

// Origin is where the episode comes from.
func (d *Demonstration) Origin() Origin {
	var sum uint32
	var b [8]byte
	for _, a := range d.Act {
		sum = crc32.Update(sum, crc32.IEEETable, binary.LittleEndian.AppendUint64(b[:0], math.Float64bits(a)))
	}
	return Origin{d.Seed, d.Purpose, d.Index, sum}
}

// Clone is a copy that shares nothing.
func (d *Demonstration) Clone() *Demonstration {
	c := *d
	c.Obs, c.Act, c.Applied = slices.Clone(d.Obs), slices.Clone(d.Act), slices.Clone(d.Applied)
	c.Label, c.Author = slices.Clone(d.Label), slices.Clone(d.Author)
	c.Late, c.Force = slices.Clone(d.Late), slices.Clone(d.Force)
	c.Reward, c.Tags = slices.Clone(d.Reward), slices.Clone(d.Tags)
	return &c
}

// Play plays the episode of the demonstration's own stream to its end, in place of what d held. Where the policy is an
// envs.Labeller its labels are kept.
func (d *Demonstration) Play(r *envs.Rollout) { d.play(context.Background(), r) }

// play is Play until the context ends; it reports whether the episode is whole.
func (d *Demonstration) play(ctx context.Context, r *envs.Rollout) bool {
	r.Start(d.Seed, d.Purpose, d.Index)
	d.Start(r.Obs())
	labeller, labelled := envs.PolicyAs[envs.Labeller](r.Policy())
	for ctx.Err() == nil && r.Next() {
		t := r.Transition()
		if d.Add(t); d.Len() == longEpisode {
			d.reserve(r.Env().Spec())
		}
		if labelled {
			d.Label = append(d.Label, t.Act...) // room for one more
			d.Author = append(d.Author, labeller.Label(d.Label[len(d.Label)-len(t.Act):]))
		}
	}
	return d.End != envs.Running
}

// longEpisode is the number of steps from which an episode gets room for its whole horizon.
const longEpisode = 1 << 16

// reserve makes room for the steps to come of a long episode, so that they are not copied again and again while it grows.
// What is not filled takes address space alone.
func (d *Demonstration) reserve(spec envs.Spec) {
	n, k := max(0, min(spec.Horizon, maxEpisode/episodeRow(spec))-d.Len()), spec.Action.Dim()
	d.Obs = slices.Grow(d.Obs, n*len(spec.Obs))
	d.Act, d.Applied, d.Reward = slices.Grow(d.Act, n*k), slices.Grow(d.Applied, n*k), slices.Grow(d.Reward, n)
}

// episodeRow is what a step of a task takes in memory, bytes.
func episodeRow(spec envs.Spec) int { return 8 * (len(spec.Obs) + 2*spec.Action.Dim() + 1) }

// Start empties the demonstration and gives it its first observation. It is for callers who step a rollout at their own
// pace; Play does the whole.
func (d *Demonstration) Start(obs []float64) {
	d.Obs = append(d.Obs[:0], obs...)
	d.Act, d.Applied, d.Reward = d.Act[:0], d.Applied[:0], d.Reward[:0]
	d.Label, d.Author, d.Late, d.Force = nil, nil, nil, nil
	d.End, d.Tags = envs.Running, d.Tags[:0]
}

// Add appends a step.
func (d *Demonstration) Add(t *envs.Transition) {
	d.Obs = append(d.Obs, t.Next...)
	d.Act = append(d.Act, t.Act...)
	d.Applied = append(d.Applied, t.Applied...)
	d.Reward = append(d.Reward, t.Reward)
	d.End = t.End
}

// Check reports why d is no demonstration of a task, naming the step, or nil: its shape must be that of the task, and
// numbers that are not finite belong to an episode that ended as Diverged.
func (d *Demonstration) Check(spec envs.Spec) error {
	t, w, k := d.Len(), len(spec.Obs), spec.Action.Dim()
	switch {
	case t == 0:
		return fmt.Errorf("an episode without a step")
	case len(d.Obs) != (t+1)*w:
		return fmt.Errorf("%d observed numbers: want %d × %d for %d steps of task %q", len(d.Obs), t+1, w, t, spec.Name)
	case len(d.Act) != t*k || len(d.Applied) != t*k:
		return fmt.Errorf("%d numbers of actions, %d applied: want %d × %d for task %q", len(d.Act), len(d.Applied), t, k, spec.Name)
	case (d.Label != nil || d.Author != nil) && (len(d.Label) != t*k || len(d.Author) != t):
		return fmt.Errorf("%d numbers of labels by %d authors: want %d × %d by %d for task %q", len(d.Label), len(d.Author), t, k, t, spec.Name)
	case d.Author != nil && slices.Max(d.Author) >= envs.Author(len(envs.Authors())):
		return fmt.Errorf("an unknown author, number %d", slices.Max(d.Author))
	case d.End > envs.Diverged:
		return fmt.Errorf("an unknown end, number %d", d.End)
	}
	if err := d.checkDriven(); err != nil {
		return err
	}
	if d.End != envs.Diverged {
		if err := d.checkFinite(spec); err != nil {
			return err
		}
	}
	return checkTags(d.Tags)
}

func (d *Demonstration) checkFinite(spec envs.Spec) error {
	if envs.Finite(d.Obs) && envs.Finite(d.Act) && envs.Finite(d.Applied) && envs.Finite(d.Label) && envs.Finite(d.Reward) && envs.Finite(d.Force) {
		return nil
	}
	for t := range d.Len() + 1 {
		if err := finiteRow("observation", spec.Obs, d.ObsAt(t), t, d.End); err != nil {
			return err
		}
		if t == d.Len() {
			break
		}
		if err := finiteRow("action", spec.Act, d.ActAt(t), t, d.End); err != nil {
			return err
		}
		if err := finiteRow("applied action", spec.Act, d.AppliedAt(t), t, d.End); err != nil {
			return err
		}
		if err := d.finiteBesides(spec, t); err != nil {
			return err
		}
		if !envs.Finite(d.Reward[t : t+1]) {
			return fmt.Errorf("step %d: the reward is %v, yet the episode is %v and not diverged", t, d.Reward[t], d.End)
		}
	}
	return nil
}

// finiteBesides is about the label of a step and what pushed in it.
func (d *Demonstration) finiteBesides(spec envs.Spec, t int) error {
	if !envs.Finite(d.ForceAt(t)) {
		return fmt.Errorf("step %d: the force from outside is %v", t, d.ForceAt(t))
	}
	if !d.Labelled(t) {
		return nil
	}
	return finiteRow("label", spec.Act, d.LabelAt(t), t, d.End)
}

func finiteRow(kind string, channels []envs.Channel, xs []float64, t int, end envs.End) error {
	for i, x := range xs {
		if !envs.Finite(xs[i : i+1]) {
			return fmt.Errorf("step %d: %s %s is %v, yet the episode is %v and not diverged", t, kind, channelName(channels, i), x, end)
		}
	}
	return nil
}

// channelName is "3 (theta)", or "3" where the channel has no name.
func channelName(channels []envs.Channel, i int) string {
	if channels[i].Name == "" {
		return fmt.Sprint(i)
	}
	return fmt.Sprintf("%d (%s)", i, channels[i].Name)
}

const (
	maxTags = 64  // tags of one episode
	maxText = 256 // bytes of a tag, a name, a description
)

func checkTags(tags []string) error {
	if len(tags) > maxTags {
		return fmt.Errorf("%d tags: want at most %d", len(tags), maxTags)
	}
	for _, tag := range tags {
		if err := checkText("tag", tag, maxText); err != nil {
			return err
		}
	}
	return nil
}
