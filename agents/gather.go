package agents

import (
	"github.com/fenchel-gym/fenchel/policy"
	"github.com/fenchel-gym/fenchel/policy/net"
)

// gatherer copies pairs of a data set into batches; one per goroutine. It allocates nothing once made.
type gatherer struct {
	d   *Data
	buf []byte // for rows on their way from the disk
}

func (d *Data) gatherer() *gatherer {
	return &gatherer{d: d, buf: make([]byte, shardRows*d.rows.width)}
}

// gather copies rows into a batch. Rows that follow each other in the data are read together.
func (g *gatherer) gather(obs, act policy.Matrix, list []int32) error {
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

// standardizer is that of the observations in rows.
func (d *Data) standardizer(list []int32) (*net.Standardizer, error) {
	moments, from := net.NewMoments(d.d), d.gatherer()
	obs, act := policy.NewMatrix(shardRows, d.d), policy.NewMatrix(shardRows, d.k)
	for len(list) > 0 {
		n := min(len(list), shardRows)
		if err := from.gather(obs, act, list[:n]); err != nil {
			return nil, err
		}
		for i := range n {
			moments.Add(obs.Row(i))
		}
		list = list[n:]
	}
	return moments.Standardizer(), nil
}
