package main

import (
	"bytes"
	"encoding/json"
	"math"
	"strings"
	"testing"
	"time"
)

// TestReport: a missed bar is printed and decides the exit status, a figure that could not be measured does not.
func TestReport(t *testing.T) {
	for _, c := range []struct {
		figure  any
		verdict string
		met     bool
	}{{1.5, "pass", true}, {0.5, "miss", false}, {math.NaN(), "miss", false}, {nil, "not measured", true}} {
		var text, encoded bytes.Buffer
		r := newReport(&text, time.Second, 1)
		r.atLeast("speed", c.figure, 1)
		met, err := r.finish(&encoded)
		if err != nil || met != c.met || !strings.Contains(text.String(), c.verdict) || !json.Valid(encoded.Bytes()) {
			t.Errorf("%v: met %v, error %v\n%s%s", c.figure, met, err, text.String(), encoded.String())
		}
	}
}

// TestQuick runs every section once, briefly and without peers.
func TestQuick(t *testing.T) {
	var out bytes.Buffer
	if status := run([]string{"-quick"}, &out, &out); status != 0 {
		t.Fatalf("status %d\n%s", status, out.String())
	}
	for _, want := range []string{"humanoid", "256×17×256", "pairwise", "solves/s", "Evaluate"} {
		if !strings.Contains(out.String(), want) {
			t.Errorf("no %q in\n%s", want, out.String())
		}
	}
}

// TestJSON: with -json, stdout is one JSON object that holds the tables.
func TestJSON(t *testing.T) {
	var out, complaint bytes.Buffer
	if status := run([]string{"-quick", "-json", "-only", "acting,kernels"}, &out, &complaint); status != 0 {
		t.Fatalf("status %d: %s", status, complaint.String())
	}
	var r report
	if err := json.Unmarshal(out.Bytes(), &r); err != nil {
		t.Fatalf("%v in\n%s", err, out.String())
	}
	if len(r.Tables) != 2 || len(r.Tables[1].Rows) == 0 || len(r.Tables[1].Rows[0]) != len(r.Tables[1].Columns) {
		t.Errorf("the tables are not whole:\n%s", out.String())
	}
}

func TestMisuse(t *testing.T) {
	for _, args := range [][]string{{"-only", "nothing"}, {"-rounds", "0"}, {"-turns", "0"}, {"-seconds", "0"}, {"x"}, {"-nope"}} {
		var out bytes.Buffer
		if status := run(args, &out, &out); status != 2 || out.Len() == 0 {
			t.Errorf("%v: status %d, says %q", args, status, out.String())
		}
	}
}
