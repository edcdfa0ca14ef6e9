package main

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"path"
	"slices"
	"time"
)

// allTrees are the trees of packages whose mutants are drawn. A tree's place is its stream.
var allTrees = []string{"demos", "agents", "policy", "loss", "envs"}

// plan is what is to be tried.
type plan struct {
	n      int    // mutants of each tree that compile
	seed   uint64 // of the draws
	trees  []string
	budget time.Duration // after which nothing new is begun; 0: none
	again  bool          // survivors are tried again
}

// order draws the order in which a tree's mutants are tried.
func (p *plan) order(tree string, all []mutant) []mutant {
	rng := rand.New(rand.NewPCG(p.seed, uint64(slices.Index(allTrees, tree))))
	drawn := make([]mutant, len(all))
	for i, j := range rng.Perm(len(all)) {
		drawn[i] = all[j]
	}
	return drawn
}

// drawing is one run of a plan.
type drawing struct {
	plan
	t       *trials
	users   users
	results *results
	out     io.Writer
	begun   time.Time
}

// tree tries n mutants of a tree and returns what became of them: fewer where the budget ends or no more are left.
func (d *drawing) tree(ctx context.Context, tree string, all []mutant) ([]result, error) {
	var tried []result
	for _, m := range d.order(tree, all) {
		if len(tried) == d.n {
			break
		}
		r, err := d.known(m)
		if err != nil {
			return nil, err
		}
		if r.Outcome == "" {
			if d.budget > 0 && time.Since(d.begun) > d.budget {
				break
			}
			if err := d.try(ctx, m, &r); err != nil {
				return nil, err
			}
		}
		if r.Outcome != refused {
			tried = append(tried, r)
		}
	}
	return tried, nil
}

// known is what is on record of a mutant, or is shown; without an outcome where it is to be tried.
func (d *drawing) known(m mutant) (result, error) {
	changed, was, now, err := m.apply(d.t.root)
	if err != nil {
		return result{}, err
	}
	r := result{File: m.file, Line: m.line(d.t.root), Kind: m.kind, Was: was, Now: now, Hash: hash(m.file, changed)}
	if old, ok := d.results.byHash[r.Hash]; ok && !(d.again && old.Outcome == survived) {
		return old, nil
	}
	if reason(r) != "" {
		r.Outcome = survived
	}
	return r, nil
}

// try tries a mutant on the tests of its package, and then on those of the packages that import it, and puts it on record.
func (d *drawing) try(ctx context.Context, m mutant, r *result) (err error) {
	own := path.Dir(m.file)
	start := time.Now()
	r.Outcome, r.By, err = d.t.try(ctx, m.edit, append([]string{own}, d.users[own]...))
	if err != nil {
		return err
	}
	r.Seconds = time.Since(start).Seconds()
	fmt.Fprintf(d.out, "%-9s  %5.1f s  %s:%d  %s → %s  %s\n", r.Outcome, r.Seconds, r.File, r.Line, r.Was, r.Now, r.By)
	return d.results.add(*r)
}
