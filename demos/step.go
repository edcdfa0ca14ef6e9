package demos

import (
	"math"

	"google.golang.org/protobuf/encoding/protowire"
)

// Fields of the message fenchel.Step. The last message of an episode has the final observation alone.
const (
	fieldObs     protowire.Number = 1 // repeated double
	fieldAct     protowire.Number = 2 // repeated double, as sent
	fieldApplied protowire.Number = 3 // repeated double, as applied
	fieldReward  protowire.Number = 4 // double
)

func appendStep(b []byte, obs, act, applied []float64, reward float64) []byte {
	b = appendDoubles(b, fieldObs, obs)
	b = appendDoubles(b, fieldAct, act)
	b = appendDoubles(b, fieldApplied, applied)
	b = protowire.AppendTag(b, fieldReward, protowire.Fixed64Type)
	return protowire.AppendFixed64(b, math.Float64bits(reward))
}

func appendDoubles(b []byte, field protowire.Number, xs []float64) []byte {
	b = protowire.AppendTag(b, field, protowire.BytesType)
	b = protowire.AppendVarint(b, uint64(8*len(xs)))
	for _, x := range xs {
		b = protowire.AppendFixed64(b, math.Float64bits(x))
	}
	return b
}

// consumeStep is the inverse of appendStep. It accepts only what appendStep writes.
func consumeStep(b []byte, obs, act, applied []float64, reward *float64) bool {
	b, ok1 := consumeDoubles(b, fieldObs, obs)
	b, ok2 := consumeDoubles(b, fieldAct, act)
	b, ok3 := consumeDoubles(b, fieldApplied, applied)
	if !ok1 || !ok2 || !ok3 {
		return false
	}
	field, typ, n := protowire.ConsumeTag(b)
	if n < 0 || field != fieldReward || typ != protowire.Fixed64Type {
		return false
	}
	bits, m := protowire.ConsumeFixed64(b[n:])
	*reward = math.Float64frombits(bits)
	return m > 0 && n+m == len(b)
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

// stepSize is the size of a Step of d observations and k actions.
func stepSize(d, k int) int { return doublesSize(d) + 2*doublesSize(k) + 1 + 8 }
