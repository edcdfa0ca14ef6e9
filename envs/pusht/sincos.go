package pusht

import "math"

// sincos is sine and cosine of x, correctly rounded but for about one argument in 10¹⁰, and the same bits on every
// processor, which math.Sincos does not promise. Arguments beyond 2²⁰ are first taken modulo 2π as a float64.
//
// The argument is reduced to |r| ≤ π/4 and the first terms of the series
//
//	sin r = r − r³/3! + r⁵/5! − …        cos r = 1 − r²/2! + r⁴/4! − …
//
// are summed in pairs of float64, the rest, which is below 10⁻¹¹, in float64.
func sincos(x float64) (sin, cos float64) {
	if math.Abs(x) > 1<<20 {
		x = math.Mod(x, 2*math.Pi)
	}
	k := math.Floor(float64(x*(2/math.Pi)) + 0.5)
	r := reduce(x, k)
	square := r.times(r)
	s := square.series(&sinTerms, sinRest(square.hi)).times(r)
	c := square.series(&cosTerms, cosRest(square.hi))
	switch int(k) & 3 {
	case 0:
		return s.hi, c.hi
	case 1:
		return c.hi, -s.hi
	case 2:
		return -s.hi, -c.hi
	}
	return -c.hi, s.hi
}

// reduce is x − k·π/2. Products with the first parts of π/2, of 32 bits each, are exact.
func reduce(x, k float64) pair {
	r := sum(x, -float64(k*0x1.921fb544p+00))
	r = r.plus(-float64(k * 0x1.0b4611a6p-34))
	r = r.plus(-float64(k * 0x1.3198a2ep-69))
	return r.plus(-float64(k * 0x1.b839a252049c1p-104))
}

// pair is the unevaluated sum of two float64, the second of which is below half a unit of the first's last place.
type pair struct{ hi, lo float64 }

// sum is a + b exactly (Knuth).
func sum(a, b float64) pair {
	s := a + b
	t := s - a
	return pair{s, (a - (s - t)) + (b - t)}
}

// renormalize is a + b where |a| ≥ |b| (Dekker).
func renormalize(a, b float64) pair {
	s := a + b
	return pair{s, b - (s - a)}
}

func (p pair) plus(x float64) pair {
	s := sum(p.hi, x)
	return renormalize(s.hi, s.lo+p.lo)
}

func (p pair) add(q pair) pair {
	s := sum(p.hi, q.hi)
	return renormalize(s.hi, s.lo+(p.lo+q.lo))
}

func (p pair) times(q pair) pair {
	m := product(p.hi, q.hi)
	return renormalize(m.hi, m.lo+(float64(p.hi*q.lo)+float64(p.lo*q.hi)))
}

// product is a·b exactly (Dekker).
func product(a, b float64) pair {
	ah, al := halves(a)
	bh, bl := halves(b)
	m := float64(a * b)
	return pair{m, float64(al*bl) - (((m - float64(ah*bh)) - float64(al*bh)) - float64(ah*bl))}
}

// halves splits a into two numbers of 26 bits (Veltkamp).
func halves(a float64) (hi, lo float64) {
	c := float64(a * (1<<27 + 1))
	hi = c - (c - a)
	return hi, a - hi
}

// series is t₀ + z·(t₁ + z·(… + z·rest)) for z = p.
func (p pair) series(terms *[6]pair, rest float64) pair {
	acc := pair{rest, 0}
	for i := len(terms) - 1; i >= 0; i-- {
		acc = acc.times(p).add(terms[i])
	}
	return acc
}

// The factors of the series in r²: ±1/n! as pairs, from 1 to 1/11! and to 1/10!.
var (
	sinTerms = [6]pair{{1, 0}, inverse(-6), inverse(120), inverse(-5040), inverse(362880), inverse(-39916800)}
	cosTerms = [6]pair{{1, 0}, inverse(-2), inverse(24), inverse(-720), inverse(40320), inverse(-3628800)}
)

// inverse is 1/n as a pair.
func inverse(n float64) pair {
	q := 1 / n
	m := product(q, n)
	return renormalize(q, ((1-m.hi)-m.lo)/n)
}

// sinRest is 1/13! − z/15! + z²/17! − …, and cosRest 1/12! − z/14! + …
func sinRest(z float64) float64 {
	acc := 1.0 / 51090942171709440000
	for _, t := range [...]float64{-1.0 / 121645100408832000, 1.0 / 355687428096000, -1.0 / 1307674368000, 1.0 / 6227020800} {
		acc = float64(acc*z) + t
	}
	return acc
}

func cosRest(z float64) float64 {
	acc := 1.0 / 2432902008176640000
	for _, t := range [...]float64{-1.0 / 6402373705728000, 1.0 / 20922789888000, -1.0 / 87178291200, 1.0 / 479001600} {
		acc = float64(acc*z) + t
	}
	return acc
}
