package main

import (
	"context"
	"errors"
	"fmt"
	"sync"
	"time"
)

// same runs the cases with two programs, the fenchel of a commit before and the present one, and compares all that
// they write and print. What a table in the code names may differ (see sameChanges); nothing else.
func same(s *soak) (string, error) {
	before, err := newSubject(s, "before", s.before)
	if err != nil {
		return "", err
	}
	now, err := newSubject(s, "now", "")
	if err != nil {
		return "", err
	}
	return compareAll(s, sameCases(), before, now)
}

// compareAll prints a line for each case and returns the totals, or the first difference.
func compareAll(s *soak, cases []sameCase, before, now runner) (string, error) {
	var first error
	commands, files, differ := 0, 0, 0
	chosen := s.choose(cases)
	for _, c := range chosen {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		start := time.Now()
		found, err := compareCase(s.ctx, c, before, now)
		verdict, line := "same", found.String()
		if err != nil {
			verdict, line = "DIFF", err.Error()
			if differ++; differ == 1 {
				first = fmt.Errorf("%s: %w", c.name, err)
			}
		}
		commands, files = commands+len(c.commands), files+found.files
		fmt.Fprintf(s.out, "%s  %-39s  %-46s  %6.1f s\n", verdict, c.name, line, time.Since(start).Seconds())
	}
	if first != nil {
		return "", fmt.Errorf("%d of %d cases differ; the first: %w", differ, len(chosen), first)
	}
	return fmt.Sprintf("%d cases, %d commands, %d files: equal to the bit", len(chosen), commands, files), nil
}

// choose takes the cases whose name matches, thinned by the scale; what records for the others is always run.
func (s *soak) choose(cases []sameCase) []sameCase {
	var chosen []sameCase
	matching := 0
	for _, c := range cases {
		if !c.needed && !s.cases.MatchString(c.name) {
			continue
		}
		if !c.needed {
			matching++
		}
		if c.needed || s.scale >= 1 || int(float64(matching)*s.scale) != int(float64(matching-1)*s.scale) {
			chosen = append(chosen, c)
		}
	}
	return chosen
}

// finding is what a case compared.
type finding struct {
	exits []int // of the commands
	files int
}

func (f finding) String() string {
	done := 0
	for _, code := range f.exits {
		if code == 0 {
			done++
		}
	}
	return fmt.Sprintf("%d commands, %d refused, %d files", len(f.exits), len(f.exits)-done, f.files)
}

// runner is one of the two programs: it runs a case's commands and returns their exit codes and the directory of all
// that they wrote.
type runner interface {
	run(ctx context.Context, c sameCase) (dir string, exits []int, err error)
}

// compareCase lets both programs run a case at the same time and compares what came of it.
func compareCase(ctx context.Context, c sameCase, before, now runner) (finding, error) {
	var dirs [2]string
	var exits [2][]int
	var errs [2]error
	var both sync.WaitGroup
	for i, r := range []runner{before, now} {
		both.Go(func() { dirs[i], exits[i], errs[i] = r.run(ctx, c) })
	}
	both.Wait()
	found := finding{exits: exits[0]}
	if err := errors.Join(errs[:]...); err != nil {
		return found, err
	}
	files, err := difference(dirs[0], dirs[1])
	if err == nil {
		err = c.vacuous(exits[0])
	}
	found.files = files
	return found, err
}

// vacuous says which command of a case did not do what the case is there to compare.
func (c sameCase) vacuous(exits []int) error {
	done := 0
	for i, code := range exits {
		switch {
		case code == 0:
			done++
		case c.refused == all, c.refused == some && code == 2:
		default:
			return fmt.Errorf("every program ends with %d: fenchel %s", code, c.commands[i].now)
		}
	}
	if done == 0 && c.refused != all {
		return errors.New("every command is refused, so that nothing is compared")
	}
	return nil
}
