package demos

import (
	"encoding/binary"

	"github.com/foxglove/mcap/go/mcap"
	"google.golang.org/protobuf/encoding/protowire"
)

// Every chunk begins with the same schema and channel, so that it can be read by itself.
var (
	schema = mcap.Schema{ID: 1, Name: "fenchel.Step", Encoding: "protobuf", Data: stepDescriptor()}
	topic  = mcap.Channel{ID: 1, SchemaID: 1, Topic: "/step", MessageEncoding: "protobuf"}

	preamble = chunkPreamble() // their two records
)

// stepDescriptor is the FileDescriptorSet of
//
//	syntax = "proto3";
//	package fenchel;
//	message Step {
//	  repeated double obs = 1;
//	  repeated double act = 2;
//	  repeated double applied = 3;
//	  double reward = 4;
//	}
//
// put together by hand: linking the descriptor library would cost more than the rest of this package. The numbers are
// those of google/protobuf/descriptor.proto.
func stepDescriptor() []byte {
	const optional, repeated = 1, 3 // FieldDescriptorProto.Label
	step := appendString(nil, 1, "Step")
	step = appendField(step, "obs", fieldObs, repeated)
	step = appendField(step, "act", fieldAct, repeated)
	step = appendField(step, "applied", fieldApplied, repeated)
	step = appendField(step, "reward", fieldReward, optional)

	file := appendString(nil, 1, "fenchel/step.proto")
	file = appendString(file, 2, "fenchel")
	file = appendString(file, 4, string(step))
	file = appendString(file, 12, "proto3")
	return appendString(nil, 1, string(file))
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

func appendString(b []byte, field protowire.Number, s string) []byte {
	return protowire.AppendString(protowire.AppendTag(b, field, protowire.BytesType), s)
}

func appendVarint(b []byte, field protowire.Number, v uint64) []byte {
	return protowire.AppendVarint(protowire.AppendTag(b, field, protowire.VarintType), v)
}

// chunkPreamble is what the library writes for schema and topic, which the reader compares byte by byte.
func chunkPreamble() []byte {
	s := binary.LittleEndian.AppendUint16(nil, schema.ID)
	s = appendPrefixed(s, schema.Name)
	s = appendPrefixed(s, schema.Encoding)
	s = appendPrefixed(s, string(schema.Data))

	c := binary.LittleEndian.AppendUint16(nil, topic.ID)
	c = binary.LittleEndian.AppendUint16(c, topic.SchemaID)
	c = appendPrefixed(c, topic.Topic)
	c = appendPrefixed(c, topic.MessageEncoding)
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
