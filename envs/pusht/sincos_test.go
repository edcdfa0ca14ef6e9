package pusht

import (
	"math"
	"math/big"
	"testing"

	"github.com/fenchel-gym/fenchel/envs"
)

// TestSincosIsCorrectlyRounded compares with the series in 400 bits, term by term.
func TestSincosIsCorrectlyRounded(t *testing.T) {
	rng := envs.Stream(0, envs.Tuning, 1)
	args := []float64{0, math.Copysign(0, -1), 1e-300, 1e-9, math.Pi / 4, math.Pi / 2, math.Pi, 3 * math.Pi, 100 * math.Pi, 355, 1 << 20}
	for range 3000 {
		args = append(args, rng.NormFloat64()*6, rng.NormFloat64()*1000)
	}
	for _, x := range args {
		for _, x := range []float64{x, -x} {
			s, c := sincos(x)
			if wantS, wantC := bigSincos(x); s != wantS || c != wantC {
				t.Errorf("sincos(%v) is %v, %v: want %v, %v", x, s, c, wantS, wantC)
			}
		}
	}
}

// bigSincos sums the series of exp(ix) term by term.
func bigSincos(x float64) (sin, cos float64) {
	const bits = 400
	float := func(x float64) *big.Float { return new(big.Float).SetPrec(bits).SetFloat64(x) }
	pi2, _, err := big.ParseFloat("6.283185307179586476925286766559005768394338798750211641949889184615632812572417997256069650684234135964296173026564613294187689219101164463450718816256962234900568205403877042211119289245897909860763928857621951331866892256951296467573566330542403818291297", 10, bits, big.ToNearestEven)
	if err != nil {
		panic(err)
	}
	turns := new(big.Float).SetPrec(bits).Quo(float(x), pi2)
	whole, _ := turns.Int(nil)
	r := new(big.Float).SetPrec(bits).Sub(float(x), new(big.Float).SetPrec(bits).Mul(pi2, new(big.Float).SetInt(whole)))
	sums := [2]*big.Float{float(0), float(0)} // cos, sin
	term := float(1)
	for n := 1; n < 90; n++ {
		sum := sums[(n-1)%2]
		if (n-1)/2%2 == 0 {
			sum.Add(sum, term)
		} else {
			sum.Sub(sum, term)
		}
		term.Quo(term.Mul(term, r), float(float64(n)))
	}
	cos, _ = sums[0].Float64()
	sin, _ = sums[1].Float64()
	return sin, cos
}

func TestSincosOfHugeAngles(t *testing.T) {
	for _, x := range []float64{1 << 21, 1e15, -1e300} {
		s, c := sincos(x)
		if math.Abs(s*s+c*c-1) > 1e-15 {
			t.Errorf("sincos(%v) is %v, %v", x, s, c)
		}
	}
	if s, c := sincos(math.NaN()); s == s || c == c {
		t.Errorf("sincos(NaN) is %v, %v", s, c)
	}
}
