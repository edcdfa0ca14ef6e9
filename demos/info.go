package demos

import (
	"math"
	"slices"

	"gonum.org/v1/gonum/stat"

	"github.com/fenchel-gym/fenchel/envs"
)

// Info is what there is to know about a data set at a glance. It is computed from the steps, never from other numbers.
type Info struct {
	Episodes  int            `json:"episodes"`
	Steps     int            `json:"steps"`
	Files     int            `json:"files"`
	Bytes     int64          `json:"bytes"`              // of all recordings
	Return    Summary        `json:"return"`             // of an episode
	Length    Summary        `json:"length"`             // of an episode, steps
	Ends      map[string]int `json:"ends"`               // episodes by how they ended
	Tags      map[string]int `json:"tags"`               // episodes by tag
	Labelled  int            `json:"labelled,omitempty"` // episodes with labels
	Authors   map[string]int `json:"authors,omitempty"`  // steps of those by who chose the action that was sent
	Clipped   int            `json:"clipped"`            // steps whose action lay outside the action set
	NonFinite int            `json:"non_finite"`         // numbers that are NaN or infinite; left out of the ranges
	Obs       []Range        `json:"obs"`                // by channel (d)
	Act       []Range        `json:"act"`                // as sent, by channel (k)
}

// Summary describes the values of all episodes.
type Summary struct {
	Mean   float64 `json:"mean"`
	Std    float64 `json:"std"` // 0 for a single episode
	Min    float64 `json:"min"`
	Median float64 `json:"median"`
	Max    float64 `json:"max"`
}

// Range describes the values of a channel.
type Range struct {
	Name string  `json:"name"`
	Unit string  `json:"unit"`
	Min  float64 `json:"min"`
	Max  float64 `json:"max"`
	Mean float64 `json:"mean"`
	Std  float64 `json:"std"`

	n  int
	m2 float64 // sum of squared distances from the mean
}

// outsideTol forgives the rounding of an action that sits on its bound.
const outsideTol = 1e-9

// Info reads the whole data set. The first episode that cannot be read ends it; Verify goes on.
func (d *Dataset) Info() (*Info, error) {
	spec := d.Manifest.Task
	info := &Info{Ends: map[string]int{}, Tags: map[string]int{}, Authors: map[string]int{}, Obs: ranges(spec.Obs), Act: ranges(spec.Act), Files: len(d.files)}
	var returns, lengths []float64
	r, demo := d.Reader(), &Demonstration{}
	for i := range d.Len() {
		if err := r.Read(demo, i); err != nil {
			return nil, err
		}
		if _, at := d.find(i); at == 0 {
			info.Bytes += int64(r.file.src.size)
		}
		info.add(spec, demo)
		returns, lengths = append(returns, demo.Return()), append(lengths, float64(demo.Len()))
	}
	info.Return, info.Length = summarize(returns), summarize(lengths)
	for _, rs := range [][]Range{info.Obs, info.Act} {
		for i := range rs {
			rs[i].finish()
		}
	}
	return info, nil
}

func ranges(channels []envs.Channel) []Range {
	rs := make([]Range, len(channels))
	for i, c := range channels {
		rs[i] = Range{Name: c.Name, Unit: c.Unit, Min: math.Inf(1), Max: math.Inf(-1)}
	}
	return rs
}

func (info *Info) add(spec envs.Spec, d *Demonstration) {
	info.Episodes++
	info.Steps += d.Len()
	info.Ends[d.End.String()]++
	for _, tag := range d.Tags {
		info.Tags[tag]++
	}
	if d.Label != nil {
		info.Labelled++
	}
	for _, author := range d.Author {
		info.Authors[author.String()]++
	}
	for t := range d.Len() + 1 {
		info.count(info.Obs, d.ObsAt(t))
		if t == d.Len() {
			break
		}
		info.count(info.Act, d.ActAt(t))
		if !spec.Action.Contains(d.ActAt(t), outsideTol) {
			info.Clipped++
		}
	}
}

// count takes one value of each channel, by Welford's recurrence.
func (info *Info) count(rs []Range, xs []float64) {
	for i, x := range xs {
		if !envs.Finite(xs[i : i+1]) {
			info.NonFinite++
			continue
		}
		r := &rs[i]
		r.n++
		r.Min, r.Max = min(r.Min, x), max(r.Max, x)
		delta := x - r.Mean
		r.Mean += delta / float64(r.n)
		r.m2 += delta * (x - r.Mean)
	}
}

func (r *Range) finish() {
	if r.n == 0 {
		r.Min, r.Max = 0, 0
		return
	}
	r.Std = math.Sqrt(r.m2 / float64(r.n))
}

// summarize is the zero Summary where there are no values.
func summarize(xs []float64) Summary {
	if len(xs) == 0 {
		return Summary{}
	}
	slices.Sort(xs)
	s := Summary{Min: xs[0], Max: xs[len(xs)-1], Mean: stat.Mean(xs, nil), Median: median(xs)}
	if len(xs) > 1 {
		s.Std = stat.StdDev(xs, nil)
	}
	return s
}

// median is that of sorted values: the mean of the middle two where their number is even.
func median(xs []float64) float64 {
	return (xs[(len(xs)-1)/2] + xs[len(xs)/2]) / 2
}
