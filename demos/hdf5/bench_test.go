package hdf5

import (
	"bytes"
	"math"
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

// BenchmarkRead reads 100,000 rows of 17 numbers, compressed as an export of ours is.
func BenchmarkRead(b *testing.B) {
	const rows, width = 100_000, 17
	var m memory
	w := NewWriter(&m)
	out := w.Root().Dataset("x", Float32, []int{width}, DefaultStorage())
	x := make([]float64, rows*width)
	for i := range x {
		x[i] = math.Sin(float64(i/width)/50 + float64(i%width))
	}
	out.Float64s(x...)
	if err := w.Close(); err != nil {
		b.Fatal(err)
	}
	b.SetBytes(rows * width * 4)
	for b.Loop() {
		d, err := open(b, m.data).Root().Dataset("x")
		if err != nil {
			b.Fatal(err)
		}
		for from := 0; from < rows; from += 1000 {
			if err := d.Float64s(x[:1000*width], from); err != nil {
				b.Fatal(err)
			}
		}
	}
}

// BenchmarkWrite writes the same.
func BenchmarkWrite(b *testing.B) {
	const rows, width = 100_000, 17
	x := make([]float64, width)
	b.SetBytes(rows * width * 4)
	for b.Loop() {
		var m memory
		w := NewWriter(&m)
		out := w.Root().Dataset("x", Float32, []int{width}, DefaultStorage())
		for i := range rows {
			for j := range x {
				x[j] = math.Sin(float64(i)/50 + float64(j))
			}
			out.Float64s(x...)
		}
		if err := w.Close(); err != nil {
			b.Fatal(err)
		}
	}
}
