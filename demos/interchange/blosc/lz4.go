package blosc

import (
	"encoding/binary"
	"fmt"
)

var errLZ4 = fmt.Errorf("%w: LZ4", ErrDamaged)

// LZ4 decodes a block of LZ4, which must fill dst: sequences of a token, literals, and a copy of at least four bytes from
// up to 64 KiB back; the last has literals alone. [LZ4 Block Format Description]
func LZ4(dst, src []byte) error {
	to, from := 0, 0
	for from < len(src) {
		token := int(src[from])
		from++
		literals, ok := length(token>>4, src, &from)
		if !ok || literals > len(src)-from || literals > len(dst)-to {
			return errLZ4
		}
		copy(dst[to:], src[from:from+literals])
		to, from = to+literals, from+literals
		if from == len(src) {
			break
		}
		if from+2 > len(src) {
			return errLZ4
		}
		back := int(binary.LittleEndian.Uint16(src[from:]))
		from += 2
		n, ok := length(token&15, src, &from)
		if n += 4; !ok || back == 0 || back > to || n > len(dst)-to {
			return errLZ4
		}
		copyBack(dst, to, back, n)
		to += n
	}
	if to != len(dst) {
		return errLZ4
	}
	return nil
}

// length is a length of LZ4: four bits, and where these are ones, bytes that are added until one is not 255.
func length(n int, src []byte, at *int) (int, bool) {
	if n < 15 {
		return n, true
	}
	for *at < len(src) {
		x := src[*at]
		*at++
		if n += int(x); x != 255 {
			return n, true
		}
	}
	return 0, false
}

// copyBack copies n bytes within dst to a place, from back bytes before it. What is copied may reach into the copy.
func copyBack(dst []byte, to, back, n int) {
	if back >= n {
		copy(dst[to:to+n], dst[to-back:])
		return
	}
	for i := to; i < to+n; i++ {
		dst[i] = dst[i-back]
	}
}
