package main

import (
	"fmt"
	"io"
)

// score is what became of the mutants of a tree.
type score struct {
	tree                                  string
	tried, caught, timedOut, survived, eq int
	seconds                               float64
	left                                  []result // survivors that are not shown to be equivalent
}

// newScore counts.
func newScore(tree string, tried []result) score {
	s := score{tree: tree, tried: len(tried)}
	for _, r := range tried {
		s.seconds += r.Seconds
		switch {
		case r.Outcome == caught:
			s.caught++
		case r.Outcome == timedOut:
			s.timedOut++
		case reason(r) != "":
			s.survived, s.eq = s.survived+1, s.eq+1
		default:
			s.survived, s.left = s.survived+1, append(s.left, r)
		}
	}
	return s
}

// rate is the share that was caught of those not shown to be equivalent; 1 where there are none.
func (s score) rate() float64 {
	if s.tried == s.eq {
		return 1
	}
	return float64(s.caught+s.timedOut) / float64(s.tried-s.eq)
}

// printScores prints the survivors and a table, and returns whether every tree tried n mutants and reaches the bar.
func printScores(out io.Writer, scores []score, n int, bar float64) (reached bool) {
	for _, s := range scores {
		for _, r := range s.left {
			fmt.Fprintf(out, "survivor  %s:%d  %s\n    was  %s\n    now  %s\n", r.File, r.Line, r.Kind, r.Was, r.Now)
		}
	}
	fmt.Fprintf(out, "%-8s %6s %7s %10s %9s %11s %9s %7s\n", "tree", "tried", "caught", "timed out", "survived", "equivalent", "seconds", "rate")
	reached = true
	for _, s := range scores {
		fmt.Fprintf(out, "%-8s %6d %7d %10d %9d %11d %9.0f %6.1f%%\n", s.tree, s.tried, s.caught, s.timedOut, s.survived, s.eq, s.seconds, 100*s.rate())
		if s.tried < n {
			fmt.Fprintf(out, "%s: %d of %d are left to be tried\n", s.tree, n-s.tried, n)
		}
		reached = reached && s.tried >= n && s.rate() >= bar
	}
	return reached
}
