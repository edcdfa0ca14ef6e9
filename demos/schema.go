package demos

import (
	"encoding/binary"

	"github.com/foxglove/mcap/go/mcap"
	"google.golang.org/protobuf/encoding/protowire"

	"github.com/fenchel-gym/fenchel/envs"
)

// layout is schema and channel of a chunk. Every chunk begins with both, so that it can be read by itself.
type layout struct {
	schema   mcap.Schema
	topic    mcap.Channel
	preamble []byte // their two records
	authors  int    // from which the author of a step is one
}

// The layouts: that of version 1, which plain episodes still have, that of labelled ones, and that of driven ones. The
// author of a labelled step is one of the first four.
var (
	plainLayout    = newLayout(1, 0)
	labelledLayout = newLayout(2, 4)
	drivenLayout   = newLayout(drivenID, len(envs.Authors()))
)

// drivenID is the number of the schema of driven episodes.
const drivenID = 3

// layoutOf is that of an episode.
func layoutOf(f *Facts) *layout {
	switch {
	case f.Driven:
		return drivenLayout
	case f.Labelled:
		return labelledLayout
	}
	return plainLayout
}

// newLayout is the layout of an episode whose steps have one of so many authors, 0 where they have none.
func newLayout(id uint16, authors int) *layout {
	l := &layout{
		authors: authors,
		schema:  mcap.Schema{ID: id, Name: "fenchel.Step", Encoding: "protobuf", Data: stepDescriptor(id, authors)},
		topic:   mcap.Channel{ID: id, SchemaID: id, Topic: "/step", MessageEncoding: "protobuf"},
	}
	l.preamble = l.records()
	return l
}

// stepDescriptor is the FileDescriptorSet of
//
//	syntax = "proto3";
//	package fenchel;
//	message Step {
//	  repeated double obs = 1;
//	  repeated double act = 2;
//	  repeated double applied = 3;
//	  double reward = 4;
//	  repeated double label = 5;  // this and the next field in labelled episodes
//	  Author author = 6;          // enum Author { actor = 0; noise = 1; expert = 2; learner = 3; person = 4; }
//	  double late = 7;            // this and the next field, and the author person, in driven episodes
//	  repeated double force = 8;
//	}
//
// put together by hand: linking the descriptor library would cost more than the rest of this package. The numbers are
// those of google/protobuf/descriptor.proto.
func stepDescriptor(id uint16, authors int) []byte {
	const optional, repeated = 1, 3 // FieldDescriptorProto.Label
	step := appendString(nil, 1, "Step")
	step = appendField(step, "obs", fieldObs, repeated)
	step = appendField(step, "act", fieldAct, repeated)
	step = appendField(step, "applied", fieldApplied, repeated)
	step = appendField(step, "reward", fieldReward, optional)
	if authors > 0 {
		step = appendField(step, "label", fieldLabel, repeated)
		step = appendEnumField(step, "author", fieldAuthor, ".fenchel.Author")
	}
	if id == drivenID {
		step = appendField(step, "late", fieldLate, optional)
		step = appendField(step, "force", fieldForce, repeated)
	}
	file := appendString(nil, 1, "fenchel/step.proto")
	file = appendString(file, 2, "fenchel")
	file = appendString(file, 4, string(step))
	if authors > 0 {
		file = appendString(file, 5, string(authorDescriptor(authors)))
	}
	file = appendString(file, 12, "proto3")
	return appendString(nil, 1, string(file))
}

// authorDescriptor is the EnumDescriptorProto of Author, of the first so many.
func authorDescriptor(n int) []byte {
	enum := appendString(nil, 1, "Author")
	for _, a := range envs.Authors()[:n] {
		value := appendString(nil, 1, a.String())
		value = appendVarint(value, 2, uint64(a))
		enum = appendString(enum, 2, string(value))
	}
	return enum
}

// appendField appends a FieldDescriptorProto of type double to a DescriptorProto.
func appendField(message []byte, name string, number protowire.Number, label uint64) []byte {
	const typeDouble = 1
	f := appendString(nil, 1, name)
	f = appendVarint(f, 3, uint64(number))
	f = appendVarint(f, 4, label)
	f = appendVarint(f, 5, typeDouble)
	f = appendString(f, 10, name) // the name in JSON
	return appendString(message, 2, string(f))
}

// appendEnumField appends a FieldDescriptorProto of an enumeration.
func appendEnumField(message []byte, name string, number protowire.Number, of string) []byte {
	const optional, typeEnum = 1, 14
	f := appendString(nil, 1, name)
	f = appendVarint(f, 3, uint64(number))
	f = appendVarint(f, 4, optional)
	f = appendVarint(f, 5, typeEnum)
	f = appendString(f, 6, of)
	f = appendString(f, 10, name)
	return appendString(message, 2, string(f))
}

func appendString(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func appendVarint(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

// records is what the library writes for schema and topic, which the reader compares byte by byte.
func (l *layout) records() []byte {
	s := binary.LittleEndian.AppendUint16(nil, l.schema.ID)
	s = appendPrefixed(s, l.schema.Name)
	s = appendPrefixed(s, l.schema.Encoding)
	s = appendPrefixed(s, string(l.schema.Data))

	c := binary.LittleEndian.AppendUint16(nil, l.topic.ID)
	c = binary.LittleEndian.AppendUint16(c, l.topic.SchemaID)
	c = appendPrefixed(c, l.topic.Topic)
	c = appendPrefixed(c, l.topic.MessageEncoding)
	c = appendPrefixed(c, "") // no metadata
	return appendRecord(appendRecord(nil, mcap.OpSchema, s), mcap.OpChannel, c)
}

func appendPrefixed(b []byte, s string) []byte {
	return append(binary.LittleEndian.AppendUint32(b, uint32(len(s))), s...)
}

func appendRecord(b []byte, op mcap.OpCode, body []byte) []byte {
	b = binary.LittleEndian.AppendUint64(append(b, byte(op)), uint64(len(body)))
	return append(b, body...)
}
