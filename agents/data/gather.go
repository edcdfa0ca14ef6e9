package data

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// gatherRows is how many rows are read from the disk at once, and pass through a standardizer together.
const gatherRows = 128

// Gatherer copies pairs of a data set into batches; one per goroutine. It allocates nothing once made.
type Gatherer struct {
	d   *Pairs
	buf []byte // for rows on their way from the disk
}

// Gatherer makes one.
func (d *Pairs) Gatherer() *Gatherer {
	return &Gatherer{d: d, buf: make([]byte, gatherRows*d.rows.width)}
}

// Gather copies rows into a batch. Rows that follow each other in the data are read together.
func (g *Gatherer) Gather(obs, act policy.Matrix, list []int32) error {
	rows := &g.d.rows
	for i := 0; i < len(list); {
		n := 1
		for i+n < len(list) && list[i+n] == list[i]+int32(n) {
			n++
		}
		view, err := rows.view(g.buf, int(list[i]), n)
		if err != nil {
			return err
		}
		for ; len(view) > 0; view = view[rows.width:] {
			if err := rows.decode(obs.Row(i), act.Row(i), view); err != nil {
				return err
			}
			i++
		}
	}
	return nil
}

// Standardizer is that of the observations in rows.
func (d *Pairs) Standardizer(list []int32) (*net.Standardizer, error) {
	moments, from := net.NewMoments(d.d), d.Gatherer()
	obs, act := policy.NewMatrix(gatherRows, d.d), policy.NewMatrix(gatherRows, d.k)
	for len(list) > 0 {
		n := min(len(list), gatherRows)
		if err := from.Gather(obs, act, list[:n]); err != nil {
			return nil, err
		}
		for i := range n {
			moments.Add(obs.Row(i))
		}
		list = list[n:]
	}
	return moments.Standardizer(), nil
}
