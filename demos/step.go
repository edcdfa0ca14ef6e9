package demos

import (
	"bytes"
	"math"

	"google.golang.org/protobuf/encoding/protowire"

	"github.com/fenchel-gym/fenchel/envs"
)

// Fields of the message fenchel.Step. Label and author are there in
// labelled episodes alone, lateness and force in driven ones. The last message of an
// episode has the final observation alone.
const (
	fieldObs     protowire.Number = 1 // repeated double
	fieldAct     protowire.Number = 2 // repeated double, as sent
	fieldApplied protowire.Number = 3 // repeated double, as applied
	fieldReward  protowire.Number = 4 // double
	fieldLabel   protowire.Number = 5 // repeated double, what a learner should imitate
	fieldAuthor  protowire.Number = 6 // enum, who chose the action that was sent
	fieldLate    protowire.Number = 7 // double, how late the step was, s
	fieldForce   protowire.Number = 8 // repeated double, of an envs.Perturber
)

func appendStep(b []byte, obs, act, applied []float64, reward float64) []byte {
	b = appendDoubles(b, fieldObs, obs)
	b = appendDoubles(b, fieldAct, act)
	b = appendDoubles(b, fieldApplied, applied)
	return appendDouble(b, fieldReward, reward)
}

func appendDouble(b []byte, field protowire.Number, x float64) []byte {
	b = protowire.AppendTag(b, field, protowire.Fixed64Type)
	return protowire.AppendFixed64(b, math.Float64bits(x))
}

func appendDoubles(b []byte, field protowire.Number, xs []float64) []byte {
	b = protowire.AppendTag(b, field, protowire.BytesType)
	b = protowire.AppendVarint(b, uint64(8*len(xs)))
	for _, x := range xs {
		b = protowire.AppendFixed64(b, math.Float64bits(x))
	}
	return b
}

// appendLabel appends what a labelled step has besides.
func appendLabel(b []byte, label []float64, author envs.Author) []byte {
	b = appendDoubles(b, fieldLabel, label)
	return appendVarint(b, fieldAuthor, uint64(author))
}

// appendDriven appends what a step of a driven episode has besides that of a labelled one.
func appendDriven(b []byte, late float64, force []float64) []byte {
	return appendDoubles(appendDouble(b, fieldLate, late), fieldForce, force)
}

// consumeDriven is the inverse of appendDriven.
func consumeDriven(b []byte, late *float64, force []float64) ([]byte, bool) {
	b, ok := consumeDouble(b, fieldLate, late)
	if !ok {
		return nil, false
	}
	return consumeDoubles(b, fieldForce, force)
}

// consumeStep is the inverse of appendStep: it accepts only what that writes, and returns what follows it.
func consumeStep(b []byte, obs, act, applied []float64, reward *float64) ([]byte, bool) {
	b, ok1 := consumeDoubles(b, fieldObs, obs)
	b, ok2 := consumeDoubles(b, fieldAct, act)
	b, ok3 := consumeDoubles(b, fieldApplied, applied)
	if !ok1 || !ok2 || !ok3 {
		return nil, false
	}
	return consumeDouble(b, fieldReward, reward)
}

// consumeDouble reads a number from the front of b and returns what follows it.
func consumeDouble(b []byte, want protowire.Number, x *float64) ([]byte, bool) {
	field, typ, n := protowire.ConsumeTag(b)
	if n < 0 || field != want || typ != protowire.Fixed64Type {
		return nil, false
	}
	bits, m := protowire.ConsumeFixed64(b[n:])
	if m < 0 {
		return nil, false
	}
	*x = math.Float64frombits(bits)
	return b[n+m:], true
}

// consumeLabel is the inverse of appendLabel.
func consumeLabel(b []byte, label []float64, author *envs.Author, authors int) ([]byte, bool) {
	b, ok := consumeDoubles(b, fieldLabel, label)
	if !ok || len(b) < authorSize || !bytes.Equal(b[:1], protowire.AppendTag(nil, fieldAuthor, protowire.VarintType)) {
		return nil, false
	}
	*author = envs.Author(b[1])
	return b[authorSize:], int(*author) < authors
}

// consumeDoubles reads a packed field of exactly len(dst) numbers from the front of b and returns what follows it.
func consumeDoubles(b []byte, field protowire.Number, dst []float64) ([]byte, bool) {
	num, typ, n := protowire.ConsumeTag(b)
	if n < 0 || num != field || typ != protowire.BytesType {
		return nil, false
	}
	packed, m := protowire.ConsumeBytes(b[n:])
	if m < 0 || len(packed) != 8*len(dst) {
		return nil, false
	}
	for i := range dst {
		bits, _ := protowire.ConsumeFixed64(packed[8*i:])
		dst[i] = math.Float64frombits(bits)
	}
	return b[n+m:], true
}

// doublesSize is the size of a packed field of n numbers.
func doublesSize(n int) int { return 1 + protowire.SizeBytes(8*n) }

// stepSize is the size of a Step of those facts.
func stepSize(f *Facts) int {
	size := doublesSize(f.Obs) + 2*doublesSize(f.Act) + 1 + 8
	if f.Labelled {
		size += doublesSize(f.Act) + authorSize
	}
	if f.Driven {
		size += 1 + 8 + doublesSize(f.forces())
	}
	return size
}

// authorSize is the size of the field of an author, which is below 128.
const authorSize = 2
