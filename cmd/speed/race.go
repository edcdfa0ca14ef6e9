package main

import "github.com/fenchel-gym/fenchel/envs/physics"

// race is one model and those who step it.
type race struct {
	*lab
	engines       []*engine
	tape          *tape
	model         *physics.Model
	xml, controls string // files for the engines
}

// run takes the rounds and adds the model's row: env, fenchel, then each engine with our rate over its own.
func (r *race) run(cores int, t *table) error {
	var env, ours float64
	theirs := make([]float64, len(r.engines))
	physics, tasks := make([]func() int, cores), make([]func() int, cores)
	for i := range cores {
		physics[i], tasks[i] = r.tape.physics(r.model), r.tape.env()
	}
	for range r.rounds {
		env = max(env, r.rates(tasks))
		ours = max(ours, r.rates(physics))
		for i, e := range r.engines {
			rate, err := e.rates(r.lab, r.xml, r.controls, cores)
			if err != nil {
				return err
			}
			theirs[i] = max(theirs[i], rate)
		}
	}
	row := []any{r.tape.task.Name, env, ours}
	for _, x := range theirs {
		row = append(row, x, ours/x)
	}
	t.add(row...)
	return nil
}
