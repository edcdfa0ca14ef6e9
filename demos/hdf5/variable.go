package hdf5

// globalHeap is a collection of strings of variable length (III.E), by their numbers.
type globalHeap struct {
	at      uint64
	objects map[uint16][]byte
}

// variable is the string that a reference leads to: its length, the collection and the number in it. The null reference
// is the empty string.
func (f *File) variable(ref []byte) (string, error) {
	in := &fields{b: ref}
	n, at, number := uint64(in.u32()), in.u64(), in.u32()
	if at == 0 || n == 0 {
		return "", nil
	}
	if n > uint64(f.limits.String) {
		return "", limited("a string", n, uint64(f.limits.String))
	}
	if f.heap.at != at || f.heap.objects == nil {
		if err := f.readHeap(at); err != nil {
			return "", err
		}
	}
	data, ok := f.heap.objects[uint16(number)]
	if !ok || number > 0xffff || uint64(len(data)) < n {
		return "", damaged("a string of %d bytes is not where it should be", n)
	}
	return string(data[:n]), nil
}

func (f *File) readHeap(at uint64) error {
	head, err := f.read(at, 16)
	if err != nil {
		return err
	}
	in := &fields{b: head}
	if !in.signature("GCOL") || in.u8() != 1 {
		return damaged("no collection of strings at %#x", at)
	}
	in.skip(3)
	size := in.u64()
	if size < 16 || size > uint64(f.limits.Metadata) {
		return limited("a collection of strings", size, uint64(f.limits.Metadata))
	}
	data, err := f.read(at, size)
	if err != nil {
		return err
	}
	h := globalHeap{at, map[uint16][]byte{}}
	for in = (&fields{b: data[16:]}); len(in.b) >= 16; {
		number := uint16(in.u16())
		in.skip(6)
		n := in.u64()
		if number == 0 {
			break // the free space at the end
		}
		if n > uint64(len(in.b)) {
			return damaged("a string of %d bytes in a collection of %d", n, size)
		}
		h.objects[number] = in.take(int(n))
		in.skip(int(min((8-n%8)%8, uint64(len(in.b)))))
	}
	f.heap = h
	return nil
}
