package demos_test

import (
	"bytes"
	"errors"
	"io"
	"path/filepath"
	"testing"

	"github.com/foxglove/mcap/go/mcap"
	"google.golang.org/protobuf/proto"
	"google.golang.org/protobuf/reflect/protodesc"
	"google.golang.org/protobuf/reflect/protoreflect"
	"google.golang.org/protobuf/types/descriptorpb"
	"google.golang.org/protobuf/types/dynamicpb"

	"github.com/fenchel-gym/fenchel/demos"
	"github.com/fenchel-gym/fenchel/internal/disk"
)

// TestOtherToolsReadOurFiles reads an intact recording with the mcap library's own reader and decodes the messages by
// the schema in the file, as Foxglove does.
func TestOtherToolsReadOurFiles(t *testing.T) {
	want := played(2)
	dir := filepath.Join(t.TempDir(), "drift")
	r, err := demos.Create(dir, manifest(), demos.DefaultOptions())
	if err != nil {
		t.Fatal(err)
	}
	if err := r.Append(want...); err != nil {
		t.Fatal(err)
	}
	closed(t, r)
	file, err := disk.ReadFile(disk.OS{}, filepath.Join(dir, "episodes-000000-000001.mcap"), nil, 1<<20)
	if err != nil {
		t.Fatal(err)
	}
	reader, err := mcap.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	info, err := reader.Info()
	if err != nil {
		t.Fatal(err)
	}
	if info.Statistics.ChunkCount != 2 || info.Statistics.MessageCount != uint64(want[0].Len()+want[1].Len()+2) {
		t.Errorf("statistics %+v: want two chunks", info.Statistics)
	}
	steps := messages(t, reader)
	for _, d := range want {
		for range d.Len() + 1 { // the library orders the messages of both episodes by time
			step := steps[0]
			steps = steps[1:]
			if got := step.Get(step.Descriptor().Fields().ByName("obs")).List(); got.Len() != 2 {
				t.Fatalf("obs of %d numbers: want 2", got.Len())
			}
		}
	}
	first := messagesOf(t, file)
	for i, m := range first[:want[0].Len()] {
		check := func(name protoreflect.Name, want []float64) {
			list := m.Get(m.Descriptor().Fields().ByName(name)).List()
			for j, x := range want {
				if got := list.Get(j).Float(); got != x {
					t.Errorf("step %d, %s %d: %v: want %v", i, name, j, got, x)
				}
			}
		}
		check("obs", want[0].ObsAt(i))
		check("act", want[0].ActAt(i))
		check("applied", want[0].AppliedAt(i))
		if got := m.Get(m.Descriptor().Fields().ByName("reward")).Float(); got != want[0].Reward[i] {
			t.Errorf("step %d: reward %v: want %v", i, got, want[0].Reward[i])
		}
	}
}

// messagesOf are the messages in the order of the file.
func messagesOf(t *testing.T, file []byte) []*dynamicpb.Message {
	t.Helper()
	reader, err := mcap.NewReader(bytes.NewReader(file))
	if err != nil {
		t.Fatal(err)
	}
	return messages(t, reader, mcap.InOrder(mcap.FileOrder))
}

func messages(t *testing.T, reader *mcap.Reader, opts ...mcap.ReadOpt) []*dynamicpb.Message {
	t.Helper()
	it, err := reader.Messages(opts...)
	if err != nil {
		t.Fatal(err)
	}
	var all []*dynamicpb.Message
	for {
		schema, channel, message, err := it.NextInto(nil)
		if errors.Is(err, io.EOF) {
			return all
		}
		if err != nil {
			t.Fatal(err)
		}
		if channel.Topic != "/step" {
			t.Fatalf("topic %q", channel.Topic)
		}
		m := dynamicpb.NewMessage(descriptor(t, schema))
		if err := proto.Unmarshal(message.Data, m); err != nil {
			t.Fatal(err)
		}
		if len(m.ProtoReflect().GetUnknown()) > 0 {
			t.Fatal("the message has fields that its schema has not")
		}
		all = append(all, m)
	}
}

// descriptor finds the message in the file's own schema.
func descriptor(t *testing.T, schema *mcap.Schema) protoreflect.MessageDescriptor {
	t.Helper()
	var set descriptorpb.FileDescriptorSet
	if err := proto.Unmarshal(schema.Data, &set); err != nil {
		t.Fatal(err)
	}
	files, err := protodesc.NewFiles(&set)
	if err != nil {
		t.Fatal(err)
	}
	d, err := files.FindDescriptorByName(protoreflect.FullName(schema.Name))
	if err != nil {
		t.Fatal(err)
	}
	return d.(protoreflect.MessageDescriptor)
}
