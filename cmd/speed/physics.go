package main

import (
	"fmt"
	"runtime"

	"github.com/fenchel-gym/fenchel/envs/locomotion"
)

// physicsTables races the ten models against native MuJoCo, with its own default solver and ours run to convergence,
// first on one core and then on all: goroutines here, processes there.
func physicsTables(l *lab) ([]table, error) {
	var notes []string
	engines := l.engines(&notes)
	steps := 2000
	if l.quick {
		steps = 200
	}
	var races []*race
	for _, row := range locomotion.Tasks() {
		m, err := locomotion.Model(row.Name)
		if err != nil {
			return nil, err
		}
		r := &race{lab: l, engines: engines, tape: newTape(row, steps), model: m}
		if r.xml, r.controls, err = r.tape.write(l.dir); err != nil {
			return nil, err
		}
		races = append(races, r)
	}
	var tables []table
	for _, cores := range []int{1, runtime.GOMAXPROCS(0)} {
		t := table{Title: fmt.Sprintf("Physics on %d core(s): timesteps per second on stored controls; env: steps of the task", cores)}
		for _, r := range races {
			if err := r.run(cores, &t); err != nil {
				return nil, err
			}
		}
		t.Columns = []string{"model", "env", "fenchel"}
		for _, e := range engines {
			t.Columns = append(t.Columns, "MuJoCo "+e.version, "ratio")
		}
		tables = append(tables, t)
		if cores == runtime.GOMAXPROCS(0) {
			break
		}
	}
	tables[len(tables)-1].Notes = notes
	return tables, nil
}
