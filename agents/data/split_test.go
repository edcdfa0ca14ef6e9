package data

import "testing"

func TestSplitAtTakesTheFirstAndReservesTheLast(t *testing.T) {
	d := demonstrate(t, 6)
	s, err := d.SplitAt(2, 3)
	if err != nil {
		t.Fatal(err)
	}
	_, end := d.span(1)
	begin, _ := d.span(3)
	if len(s.Train) != end || s.Train[0] != 0 || s.Valid[0] != int32(begin) || len(s.Valid) != d.Rows()-begin || len(s.Episodes) != 3 {
		t.Errorf("trains on %d rows to %d, validates on %d rows from %d", len(s.Train), end, len(s.Valid), begin)
	}
	for _, bad := range [][2]int{{0, 1}, {4, 3}, {7, 0}, {2, -1}} {
		if _, err := d.SplitAt(bad[0], bad[1]); err == nil {
			t.Errorf("%v of 6 episodes were split", bad)
		}
	}
}
