package blosc

// unshuffle undoes the byte shuffle: the i-th bytes of all numbers are side by side. What is left of the last is as it was.
func unshuffle(dst, src []byte, size int) {
	n := len(dst) / size
	for i := range size {
		for j, x := range src[i*n : (i+1)*n] {
			dst[j*size+i] = x
		}
	}
	copy(dst[n*size:], src[n*size:])
}

// unshuffleBits undoes the bit shuffle: the i-th bits of all numbers are side by side, lowest first. It is of blocks with a
// multiple of 8 numbers; others are as they were.
func unshuffleBits(dst, src []byte, size int) {
	n := len(dst) / size
	if n%8 != 0 {
		copy(dst, src)
		return
	}
	clear(dst[:n*size])
	for i := range 8 * size {
		for j, x := range src[i*n/8 : (i+1)*n/8] {
			for k := range 8 {
				dst[(8*j+k)*size+i/8] |= x >> k & 1 << (i % 8)
			}
		}
	}
	copy(dst[n*size:], src[n*size:])
}
