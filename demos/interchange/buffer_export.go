package interchange

import (
	"strings"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/envs/space"
)

// column is an array of a replay buffer to be written. One is written after another, so that no more than an episode is
// held; each is a pass over the data set.
type column struct {
	name   string
	number number
	shape  []int                                  // of the whole
	put    func(d *demos.Demonstration) []float64 // an episode's numbers; nil where all says them
	all    []float64
}

// extent is how much a data set of ours has, and what of it is there.
type extent struct {
	steps                    int
	lengths                  []int // of each episode, steps
	ends                     []envs.End
	labelled, driven, forced bool
}

// extent counts what each calls its function with.
func (x *Export) extent() (*extent, error) {
	r, e := x.Set.Reader(), &extent{}
	for i := range x.Set.Len() {
		f, err := r.Facts(i)
		if err != nil {
			return nil, err
		}
		if f.End == envs.Diverged {
			continue
		}
		e.steps += f.Steps
		e.lengths, e.ends = append(e.lengths, f.Steps), append(e.ends, f.End)
		e.labelled, e.driven, e.forced = e.labelled || f.Labelled, e.driven || f.Driven, e.forced || f.Forced
		if len(f.Tags) > 0 {
			x.leave("tags")
		}
	}
	return e, nil
}

// cumulative are the rows at which episodes end.
func (e *extent) cumulative() []float64 {
	var list []float64
	n := 0
	for _, length := range e.lengths {
		n += length
		list = append(list, float64(n))
	}
	return list
}

// acts is the column of the actions: numbers, or choices.
func (x *Export) acts(name string, e *extent) column {
	if x.discrete() {
		return column{name, int64Number, []int{e.steps}, func(d *demos.Demonstration) []float64 {
			var list []float64
			for _, c := range x.choices(d) {
				list = append(list, float64(c))
			}
			return list
		}, nil}
	}
	put := func(d *demos.Demonstration) []float64 { return d.Act }
	return column{name, float64Number, []int{e.steps, x.Spec.Action.Dim()}, put, nil}
}

// extraColumns are those of what steps of ours have besides, each there only where something is to be said in it.
func (x *Export) extraColumns(e *extent) []column {
	k := x.Spec.Action.Dim()
	var list []column
	if !e.labelled {
		return nil
	}
	list = append(list, column{labelsKey, float64Number, []int{e.steps, k}, func(d *demos.Demonstration) []float64 {
		return orNaN(d.Label, d.Len()*k)
	}, nil}, column{authorsKey, int64Number, []int{e.steps}, func(d *demos.Demonstration) []float64 {
		authors := make([]float64, d.Len())
		for i := range authors {
			if authors[i] = -1; d.Author != nil {
				authors[i] = float64(d.Author[i])
			}
		}
		return authors
	}, nil})
	if e.driven {
		list = append(list, column{lateKey, float64Number, []int{e.steps}, func(d *demos.Demonstration) []float64 {
			return orNaN(d.Late, d.Len())
		}, nil})
	}
	if e.forced {
		list = append(list, column{forceKey, float64Number, []int{e.steps, envs.ForceLen}, func(d *demos.Demonstration) []float64 {
			return orNaN(d.Force, d.Len()*envs.ForceLen)
		}, nil})
	}
	return list
}

// ownColumns say what other programs have no word for: each episode's end, and the action set.
func (x *Export) ownColumns(e *extent) []column {
	ends := make([]float64, len(e.ends))
	for i, end := range e.ends {
		ends[i] = float64(end)
	}
	list := []column{{bufferEnd, int64Number, []int{len(ends)}, nil, ends}}
	if x.discrete() {
		return append(list, column{bufferChoices, int64Number, []int{1}, nil, []float64{float64(x.Spec.Action.Dim())}})
	}
	if _, ok := x.Spec.Action.(space.Box); !ok {
		x.leave("that the actions are of a " + strings.TrimPrefix(x.Spec.Action.String(), "a ") + ": its bounds are kept")
	}
	lo, hi := x.bounds()
	k := []int{len(lo)}
	return append(list, column{bufferLow, float64Number, k, nil, lo}, column{bufferHigh, float64Number, k, nil, hi})
}

// encode hands out the bytes of a column, an episode at a time.
func (x *Export) encode(c column, write func(raw []byte) error) error {
	if c.put == nil {
		return write(c.number.encode(nil, c.all))
	}
	var raw []byte
	return x.each(func(_ int, d *demos.Demonstration) error {
		raw = c.number.encode(raw[:0], c.put(d))
		return write(raw)
	})
}
