package blosc

import "fmt"

var errBloscLZ = fmt.Errorf("%w: BloscLZ", ErrDamaged)

// farBack is the distance beyond which a copy has 16 more bits.
const farBack = 8191

// bloscLZ decodes a stream of BloscLZ, which must fill dst. A control byte below 32 is that many literals and one more;
// others have a length in their upper three bits and a distance in the lower five and the next byte. The first is of
// literals, whatever its upper bits. [blosclz.c, after FastLZ]
func bloscLZ(dst, src []byte) error {
	if len(src) == 0 {
		return errBloscLZ
	}
	to, from := 0, 1
	control := int(src[0]) & 31
	for {
		if control < 32 {
			n := control + 1
			if n > len(src)-from || n > len(dst)-to {
				return errBloscLZ
			}
			copy(dst[to:], src[from:from+n])
			to, from = to+n, from+n
		} else {
			n, back, next, ok := match(control, src, from)
			if !ok || back > to || n > len(dst)-to {
				return errBloscLZ
			}
			copyBack(dst, to, back, n)
			to, from = to+n, next
		}
		if from >= len(src) {
			break
		}
		control = int(src[from])
		from++
	}
	if to != len(dst) {
		return errBloscLZ
	}
	return nil
}

// match reads the length and the distance of a copy.
func match(control int, src []byte, at int) (n, back, next int, ok bool) {
	n = control>>5 - 1
	back = control & 31 << 8
	if n == 6 {
		for {
			if at >= len(src) {
				return 0, 0, 0, false
			}
			x := src[at]
			at++
			if n += int(x); x != 255 {
				break
			}
		}
	}
	if at >= len(src) {
		return 0, 0, 0, false
	}
	low := int(src[at])
	at++
	if low == 255 && back == 31<<8 {
		if at+2 > len(src) {
			return 0, 0, 0, false
		}
		far := int(src[at])<<8 | int(src[at+1])
		return n + 3, far + farBack + 1, at + 2, true
	}
	return n + 3, back + low + 1, at, true
}
