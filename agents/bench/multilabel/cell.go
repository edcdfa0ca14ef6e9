package multilabel

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math"

	"github.com/fenchel-gym/fenchel/agents/clone"
	"github.com/fenchel-gym/fenchel/agents/data"
	"github.com/fenchel-gym/fenchel/envs"
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net/kernel"
)

// Trial is what one training with development rows found, by epoch.
type Trial struct {
	Seed    uint64      `json:"seed"`
	Label   []float64   `json:"label"`  // label accuracy on the development rows after each epoch
	F1      []float64   `json:"f1"`     // sample F1 there
	Best    int         `json:"best"`   // the epoch of the highest label accuracy
	Iters   float64     `json:"iters"`  // of an inner problem, mean
	Test    Predictions `json:"answer"` // on the test rows, by the weights of the best epoch
	Trouble string      `json:"trouble,omitempty"`
}

// Refit is what one training on all training rows found.
type Refit struct {
	Seed    uint64      `json:"seed"`
	Epochs  int         `json:"epochs"`
	Test    Predictions `json:"answer"`
	Trouble string      `json:"trouble,omitempty"`
}

// learn trains on some rows and calls each with the running mean of the weights after each epoch. It returns the mean
// number of inner iterations, and what ended the training early, where something did: after that each is not called.
func (t *setRun) learn(ctx context.Context, o clone.Options, rows []int32, epochs int, each func(epoch int, p *policy.Network)) (iters float64, trouble string, err error) {
	batch := min(o.Batch, len(rows))
	o.Steps = (epochs*len(rows) + batch - 1) / batch
	o.Schedule.Steps = max(o.Steps, o.Schedule.Warmup+1)
	c, err := clone.NewOn(o, t.data, data.Split{Train: rows}, 1)
	if err != nil {
		return 0, err.Error(), nil // the loss does not suit the energy or the set
	}
	defer c.Close()
	for epoch := 1; epoch <= epochs; epoch++ {
		for c.Steps() < (epoch*len(rows)+batch-1)/batch {
			if ctx.Err() != nil {
				return 0, "", ctx.Err()
			}
			if _, err := c.Step(); err != nil {
				return iters, err.Error(), nil
			}
		}
		each(epoch, c.Network())
	}
	iters, _ = c.Recent().Get("iters")
	return iters, "", nil
}

// try trains without the development rows of a seed and measures every epoch on them.
func (t *setRun) try(ctx context.Context, o clone.Options) (Trial, error) {
	out := Trial{Seed: o.Seed}
	dev, rest := t.split(o.Seed)
	train := &t.set.Train
	d, k := len(t.set.Features), len(t.set.Labels)
	var x, y []float64
	for _, r := range dev {
		x, y = append(x, train.X[int(r)*d:(int(r)+1)*d]...), append(y, train.Y[int(r)*k:(int(r)+1)*k]...)
	}
	best, err := math.Inf(-1), error(nil)
	var kept *policy.Network
	epochs := max(t.bench.Steps*min(o.Batch, len(rest))/len(rest), 1)
	out.Iters, out.Trouble, err = t.learn(ctx, o, rest, epochs, func(epoch int, p *policy.Network) {
		a := predict(p, x, y, len(dev))
		out.Label, out.F1 = append(out.Label, a.Label), append(out.F1, a.SampleF1)
		if a.Label > best {
			best, out.Best, kept = a.Label, epoch, p
		}
	})
	if err == nil && kept != nil {
		out.Test = predict(kept, t.set.Test.X, t.set.Test.Y, t.set.Test.Rows)
	}
	return out, err
}

// refit trains on all training rows and measures the last epoch on the test rows.
func (t *setRun) refit(ctx context.Context, o clone.Options, epochs int) (Refit, error) {
	out := Refit{Seed: o.Seed, Epochs: epochs}
	all := make([]int32, t.set.Train.Rows)
	for i := range all {
		all[i] = int32(i)
	}
	var last *policy.Network
	var err error
	_, out.Trouble, err = t.learn(ctx, o, all, epochs, func(_ int, p *policy.Network) { last = p })
	if err == nil && last != nil {
		out.Test = predict(last, t.set.Test.X, t.set.Test.Y, t.set.Test.Rows)
	}
	return out, err
}

// split draws the development rows of a seed, and returns them and the others.
func (t *setRun) split(seed uint64) (dev, rest []int32) {
	n := t.set.Train.Rows
	cut := min(max(int(math.Round(t.bench.Share*float64(n))), 1), n-1)
	for i, r := range envs.Stream(seed, envs.Splits, 0).Perm(n) {
		if i < cut {
			dev = append(dev, int32(r))
		} else {
			rest = append(rest, int32(r))
		}
	}
	return dev, rest
}

// digest covers all that decides the result of a training.
func (t *setRun) digest(o clone.Options, what string) string {
	o.Resolved = clone.Resolved{Data: t.data.Digest() + " " + t.set.Content, Kernel: kernel.Path()}
	h := sha256.New()
	fmt.Fprintf(h, "%s\n%s, share %v\n", o.YAML(), what, t.bench.Share)
	return hex.EncodeToString(h.Sum(nil))
}
