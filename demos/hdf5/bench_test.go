package hdf5

import (
	"bytes"
	"testing"
)

// BenchmarkOpenGroups opens each of 300 groups of a file.
func BenchmarkOpenGroups(b *testing.B) {
	data := stored(b, "groups_latest.h5")
	for b.Loop() {
		g, err := open(b, data).Root().Group("ordered")
		if err != nil {
			b.Fatal(err)
		}
		for _, name := range g.Names() {
			if _, err := g.Group(name); err != nil {
				b.Fatal(err)
			}
		}
	}
}

func BenchmarkFletcher32(b *testing.B) {
	data := bytes.Repeat([]byte("checksum"), 1<<13)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		fletcher32(data)
	}
}

func BenchmarkLookup3(b *testing.B) {
	data := bytes.Repeat([]byte("checksum"), 1<<13)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		lookup3(data)
	}
}

func BenchmarkUnshuffle(b *testing.B) {
	data := bytes.Repeat([]byte("checksum"), 1<<13)
	b.SetBytes(int64(len(data)))
	for b.Loop() {
		unshuffled(data, 8)
	}
}
