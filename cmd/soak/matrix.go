package main

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"time"
)

// matrixProcessors are the numbers of processors under which the cases of the matrix run: work is not shared, shared by
// two, and shared by an odd number of workers.
var matrixProcessors = []int{1, 2, 7}

// matrixCases are those of the comparison with a commit before and what has come since.
func matrixCases() []sameCase {
	return append(sameCases(), sameCase{name: "bench/base", commands: lines("bench base --tasks inverted-pendulum --seeds 2 --steps 50 --eval 3 -o OUT/base")})
}

// matrix runs every energy, loss, method and benchmark under different numbers of processors: all that is written and
// printed is equal to the byte.
func matrix(s *soak) (string, error) {
	first, err := newSubject(s, "matrix", "")
	if err != nil {
		return "", err
	}
	var programs []runner
	for _, n := range matrixProcessors {
		p := *first
		p.env = append(os.Environ(), fmt.Sprint("GOMAXPROCS=", n))
		p.dir = filepath.Join(filepath.Dir(first.dir), fmt.Sprint("under-", n))
		if err := os.CopyFS(p.dir, os.DirFS(first.dir)); err != nil {
			return "", err
		}
		programs = append(programs, &p)
	}
	return matrixAll(s, matrixCases(), programs)
}

// matrixAll prints a line for each case and returns the totals, or the first difference.
func matrixAll(s *soak, cases []sameCase, programs []runner) (string, error) {
	var first error
	commands, files, differ := 0, 0, 0
	chosen := s.choose(cases)
	for _, c := range chosen {
		if s.ctx.Err() != nil {
			return "", s.ctx.Err()
		}
		start := time.Now()
		found, err := matrixCase(s.ctx, c, programs)
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
	return fmt.Sprintf("%d cases, %d commands, %d files: equal to the byte under GOMAXPROCS %v", len(chosen), commands, files, matrixProcessors), nil
}

// matrixCase lets each program run a case, one after the other, and compares what came of it with what came of the first.
func matrixCase(ctx context.Context, c sameCase, programs []runner) (found finding, err error) {
	var want map[string][]byte
	for i, p := range programs {
		dir, exits, err := p.run(ctx, c)
		if err != nil {
			return found, err
		}
		got, err := written(dir)
		if err != nil {
			return found, err
		}
		if i == 0 {
			found, want = finding{exits: exits, files: len(got)}, got
			continue
		}
		if err := sameTree(got, want); err != nil {
			return found, fmt.Errorf("under GOMAXPROCS %d: %w", matrixProcessors[i], err)
		}
	}
	return found, c.vacuous(found.exits)
}
