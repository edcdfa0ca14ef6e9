package data

import (
	"fmt"
	"math"
	"slices"

	"github.com/fenchel-gym/fenchel/envs"
)

// Split says which pairs are trained on and which are reserved for validation.
type Split struct {
	Train, Valid []int32 // rows, ascending
	Reserved     string  // the reserved part in words, for the log
	Episodes     []int   // the reserved episodes, empty where time blocks or nothing are reserved

	bounds []int // the row after the last one of each part that no window leaves; nil: the episodes
}

// Split reserves whole episodes, since the pairs of one episode resemble each other: reserve is their number, or below
// 1 their share, rounded up; 0 reserves nothing. Of a single episode, a share of ten time blocks is reserved instead.
// Which ones is drawn from the fold's stream under envs.Splits.
func (d *Pairs) Split(reserve float64, seed, fold uint64) (Split, error) {
	order := envs.Stream(seed, envs.Splits, fold).Perm(max(d.Episodes(), blocks))
	if d.Episodes() == 1 && reserve > 0 {
		return d.splitBlocks(reserve, order)
	}
	n := int(reserve)
	if reserve < 1 {
		n = int(math.Ceil(reserve * float64(d.Episodes())))
	}
	if n >= d.Episodes() {
		return Split{}, fmt.Errorf("%d of %d episodes reserved for validation: none is left to train on", n, d.Episodes())
	}
	order = slices.DeleteFunc(order, func(e int) bool { return e >= d.Episodes() })
	s := Split{Train: make([]int32, 0, d.Rows()), Episodes: slices.Sorted(slices.Values(order[:n])), Reserved: "nothing"}
	if n > 0 {
		s.Reserved = fmt.Sprintf("%d of %d episodes: %v", n, d.Episodes(), s.Episodes)
	}
	for e := range d.Episodes() {
		lo, hi := d.span(e)
		d.addTo(&s, lo, hi, slices.Contains(s.Episodes, e))
	}
	if len(s.Train) == 0 {
		return s, fmt.Errorf("what is left to train on after %s are reserved has nothing to imitate", s.Reserved)
	}
	return s, nil
}

// SplitAt trains on the first episodes and reserves the last ones; those between are left out.
func (d *Pairs) SplitAt(train, reserve int) (Split, error) {
	all := d.Episodes()
	if train < 1 || reserve < 0 || train+reserve > all {
		return Split{}, fmt.Errorf("the first %d and the last %d of %d episodes: want at least 1 to train on, and none twice", train, reserve, all)
	}
	s := Split{Reserved: "nothing"}
	for e := range all {
		lo, hi := d.span(e)
		switch {
		case e < train:
			d.addTo(&s, lo, hi, false)
		case e >= all-reserve:
			s.Episodes = append(s.Episodes, e)
			d.addTo(&s, lo, hi, true)
		}
	}
	if reserve > 0 {
		s.Reserved = fmt.Sprintf("the last %d of %d episodes", reserve, all)
	}
	return s, nil
}

const blocks = 10

func (d *Pairs) splitBlocks(reserve float64, order []int) (Split, error) {
	rows := d.Rows()
	if reserve >= 1 {
		return Split{}, fmt.Errorf("%g of 1 episode reserved for validation: reserve a share below 1, taken in time blocks", reserve)
	}
	if rows < 2*blocks {
		return Split{}, fmt.Errorf("a single episode of %d steps is too short to reserve part of it for validation", rows)
	}
	n := min(int(math.Ceil(reserve*blocks)), blocks-1)
	reserved := slices.Sorted(slices.Values(order[:n]))
	s := Split{Reserved: fmt.Sprintf("time blocks %v of %d of the only episode", reserved, blocks)}
	for b := range blocks {
		s.bounds = append(s.bounds, (b+1)*rows/blocks)
		d.addTo(&s, b*rows/blocks, (b+1)*rows/blocks, slices.Contains(reserved, b))
	}
	return s, nil
}

// addTo adds the rows from lo to hi that have anything to imitate.
func (d *Pairs) addTo(s *Split, lo, hi int, valid bool) {
	next, _ := slices.BinarySearch(d.blank, int32(lo))
	for r := lo; r < hi; r++ {
		if next < len(d.blank) && d.blank[next] == int32(r) {
			next++
			continue
		}
		if valid {
			s.Valid = append(s.Valid, int32(r))
		} else {
			s.Train = append(s.Train, int32(r))
		}
	}
}
