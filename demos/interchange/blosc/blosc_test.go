package blosc

import (
	"archive/zip"
	"bytes"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"
)

// content is what the frames of testdata hold, see testdata/make.py.
func content(n, size, noise int) []byte {
	data := make([]byte, n)
	for k := range data {
		if noise == 1 {
			data[k] = byte(uint32(uint64(k+1)*2654435761) >> 13)
			continue
		}
		data[k] = byte(k / size * 3 / 7 >> (8 * (k % size)))
		if k%251 == 0 {
			data[k] ^= 1
		}
	}
	return data
}

// corpus calls f with each frame that c-blosc made and what it holds.
func corpus(t testing.TB, f func(name string, frame, want []byte)) {
	t.Helper()
	z, err := zip.OpenReader("testdata/frames.zip")
	if err != nil {
		t.Fatal(err)
	}
	defer z.Close()
	for _, file := range z.File {
		in, err := file.Open()
		if err != nil {
			t.Fatal(err)
		}
		frame, err := io.ReadAll(in)
		if err != nil {
			t.Fatal(err)
		}
		var shuffle, size, block, n, noise int
		_, rest, _ := strings.Cut(file.Name, "-")
		if _, err := fmt.Sscanf(rest, "%d-%d-%d-%d-%d", &shuffle, &size, &block, &n, &noise); err != nil {
			t.Fatal(err)
		}
		f(file.Name, frame, content(n, size, noise))
	}
}

// TestCorpus: every frame of c-blosc, whatever its compressor, shuffle, splits and blocks.
func TestCorpus(t *testing.T) {
	codecs := map[byte]int{}
	corpus(t, func(name string, frame, want []byte) {
		got, err := Decode([]byte("before"), frame, len(want))
		if err != nil || !bytes.Equal(got, append([]byte("before"), want...)) {
			t.Errorf("%s: %d bytes, want %d: %v", name, len(got)-6, len(want), err)
		}
		if frame[2]&flagStored == 0 {
			codecs[frame[2]>>5]++
		}
		if _, err := Decode(nil, frame, len(want)-1); !errors.Is(err, ErrDamaged) {
			t.Errorf("%s: a byte more than allowed: %v", name, err)
		}
	})
	for _, codec := range []byte{codecBloscLZ, codecLZ4, codecZlib, codecZstd} {
		if codecs[codec] < 5 {
			t.Errorf("%d frames of compressor %d", codecs[codec], codec)
		}
	}
}

// TestDamaged: cut and flipped frames are errors or other bytes, as many as before, and never a panic.
func TestDamaged(t *testing.T) {
	corpus(t, func(name string, frame, want []byte) {
		if len(frame) > 500 {
			return
		}
		for n := 0; n < len(frame); n += 3 {
			if _, err := Decode(nil, frame[:n], len(want)); err == nil {
				t.Fatalf("%s: cut at %d of %d: no error", name, n, len(frame))
			}
		}
		for bit := 0; bit < 8*len(frame); bit += 37 {
			data := bytes.Clone(frame)
			data[bit/8] ^= 1 << (bit % 8)
			if got, err := Decode(nil, data, len(want)); err == nil && len(got) > len(want) {
				t.Fatalf("%s: bit %d: %d bytes", name, bit, len(got))
			}
		}
	})
}

// TestRefused by name.
func TestRefused(t *testing.T) {
	snappy := []byte{2, 1, codecSnappy << 5, 1, 8, 0, 0, 0, 8, 0, 0, 0, 25, 0, 0, 0, 20, 0, 0, 0, 1, 0, 0, 0, 9}
	if _, err := Decode(nil, snappy, 8); err == nil || !strings.Contains(err.Error(), "compressor 2 of Blosc is not read") {
		t.Error(err)
	}
	huge := []byte{2, 1, 0, 1, 255, 255, 255, 127, 8, 0, 0, 0, 16, 0, 0, 0}
	if _, err := Decode(nil, huge, 1<<28); !errors.Is(err, ErrDamaged) {
		t.Error(err)
	}
	delta := []byte{2, 1, flagDelta, 1, 8, 0, 0, 0, 8, 0, 0, 0, 16, 0, 0, 0}
	if _, err := Decode(nil, delta, 8); err == nil || !strings.Contains(err.Error(), "delta") {
		t.Error(err)
	}
}

// TestFarCopies: BloscLZ has another form for what lies further back than 8191 bytes.
func TestFarCopies(t *testing.T) {
	src := []byte{31}
	want := content(32, 1, 1)
	src = append(src, want...)
	for len(want) < 9000 { // ever the same 32 bytes
		src = append(src, 7<<5, 255, 0, 31) // 6+255+3 from 32 back
		for range 264 {
			want = append(want, want[len(want)-32])
		}
	}
	back := 8500
	far := back - farBack - 1
	src = append(src, 3<<5|31, 255, byte(far>>8), byte(far)) // 2+3
	for range 5 {
		want = append(want, want[len(want)-back])
	}
	got := make([]byte, len(want))
	if err := bloscLZ(got, src); err != nil || !bytes.Equal(got, want) {
		t.Error(err)
	}
}

// FuzzDecode: whatever a frame holds, it is an error or at most the bytes that are allowed.
func FuzzDecode(f *testing.F) {
	corpus(f, func(_ string, frame, _ []byte) {
		if len(frame) < 1000 {
			f.Add(frame)
		}
	})
	f.Fuzz(func(t *testing.T, frame []byte) {
		if got, err := Decode(nil, frame, 1<<20); err == nil && len(got) > 1<<20 {
			t.Errorf("%d bytes", len(got))
		}
	})
}
