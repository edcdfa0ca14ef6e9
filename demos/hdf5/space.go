package hdf5

import "math/bits"

// space is the extent of an array (IV.A.2.b). A scalar has no dimension, and an empty one no element.
type space struct {
	dims  []uint64
	most  []uint64 // to which each may grow; undefined without bound
	empty bool
}

const maxRank = 32

func parseSpace(data []byte) (*space, error) {
	in := &fields{b: data}
	s := &space{}
	version, rank, flags := in.u8(), int(in.u8()), in.u8()
	switch version {
	case 1:
		in.skip(5)
	case 2:
		s.empty = in.u8() == 2
	default:
		return nil, unsupported("an extent of version %d", version)
	}
	if rank > maxRank {
		return nil, damaged("%d dimensions", rank)
	}
	for range rank {
		s.dims = append(s.dims, in.u64())
	}
	s.most = s.dims
	if flags&1 != 0 {
		s.most = nil
		for range rank {
			s.most = append(s.most, in.u64())
		}
	}
	if err := in.done("an extent"); err != nil {
		return nil, err
	}
	if _, ok := product(s.dims); !ok {
		return nil, damaged("the extent %v has too many elements", s.dims)
	}
	for i, n := range s.dims {
		if n > s.most[i] {
			return nil, damaged("the extent %v is larger than its bound %v", s.dims, s.most)
		}
	}
	return s, nil
}

// elements is how many the array has.
func (s *space) elements() uint64 {
	if s.empty {
		return 0
	}
	n, _ := product(s.dims)
	return n
}

// product is that of all numbers, if it is below 2⁴⁸ with zeros taken for ones.
func product(xs []uint64) (uint64, bool) {
	p, zero := uint64(1), false
	for _, x := range xs {
		if x == 0 {
			zero = true
			continue
		}
		high, low := bits.Mul64(p, x)
		if high != 0 || low >= 1<<48 {
			return 0, false
		}
		p = low
	}
	if zero {
		return 0, true
	}
	return p, true
}
