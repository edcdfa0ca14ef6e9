package main

import (
	"math"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// elementwise generates the functions of one element: by themselves, fused with a bias, and their derivatives.
func elementwise() {
	for _, f := range []struct {
		name  string
		g     func(x VecVirtual) VecVirtual
		slope func(d, y VecVirtual) VecVirtual
	}{
		{"Identity", func(x VecVirtual) VecVirtual { return x }, nil},
		{"ReLU", relu, mulReLUSlope},
		{"Tanh", tanh, mulTanhSlope},
		{"Softplus", softplus, mulSoftplusSlope},
		{"Exp", exp, mulExpSlope},
	} {
		bias("bias"+f.name, f.g)
		if f.slope != nil {
			apply("apply"+f.name, f.g)
			slope("slope"+f.name, f.slope)
		}
	}
	scale()
	approach()
}

// each runs body over n elements, eight at a time, and through a mask over those left over. The pointers advance
// together; read and write move one vector, masked where need be.
func each(id string, n GPVirtual, pointers []GPVirtual, body func(read func(int) VecVirtual, write func(VecVirtual, int))) {
	Label("eight" + id)
	SUBQ(I8(lanes), n)
	JLT(LabelRef("tail" + id))
	body(func(i int) VecVirtual {
		v := YMM()
		VMOVUPS(Mem{Base: pointers[i]}, v)
		return v
	}, func(v VecVirtual, i int) { VMOVUPS(v, Mem{Base: pointers[i]}) })
	for _, p := range pointers {
		ADDQ(I8(32), p)
	}
	JMP(LabelRef("eight" + id))
	Label("tail" + id)
	ADDQ(I8(lanes), n)
	JZ(LabelRef("done" + id))
	mask := tailMask(n)
	body(func(i int) VecVirtual {
		v := YMM()
		VMASKMOVPS(Mem{Base: pointers[i]}, mask, v)
		return v
	}, func(v VecVirtual, i int) { VMASKMOVPS(v, mask, Mem{Base: pointers[i]}) })
	Label("done" + id)
}

// apply generates dst = g(x).
func apply(name string, g func(VecVirtual) VecVirtual) {
	begin(name, "func(n int, dst, x *float32)", "computes dst = g(x); dst may be x.")
	each("", load("n"), []GPVirtual{load("dst"), load("x")}, func(read func(int) VecVirtual, write func(VecVirtual, int)) {
		write(g(read(1)), 0)
	})
	end()
}

// bias generates c = g(c + bias) for every row of c.
func bias(name string, g func(VecVirtual) VecVirtual) {
	begin(name, "func(rows, cols int, c *float32, ldc int, bias *float32)", "computes c = g(c + bias) in every row of c.")
	rows, c, ldc := load("rows"), load("c"), load("ldc")
	Label("row")
	SUBQ(I8(1), rows)
	JLT(LabelRef("end"))
	at := GP64()
	MOVQ(c, at)
	each("", load("cols"), []GPVirtual{at, load("bias")}, func(read func(int) VecVirtual, write func(VecVirtual, int)) {
		x, b := read(0), read(1)
		VADDPS(b, x, x)
		write(g(x), 0)
	})
	ADDQ(ldc, c)
	JMP(LabelRef("row"))
	Label("end")
	end()
}

// slope generates d = d·g′, g′ as a function of the output y.
func slope(name string, g func(d, y VecVirtual) VecVirtual) {
	begin(name, "func(n int, d, y *float32)", "multiplies d by g′, y being the output of g.")
	each("", load("n"), []GPVirtual{load("d"), load("y")}, func(read func(int) VecVirtual, write func(VecVirtual, int)) {
		write(g(read(0), read(1)), 0)
	})
	end()
}

// scale generates x = s·x.
func scale() {
	begin("scale", "func(n int, x *float32, s float32)", "multiplies x by s.")
	s := YMM()
	VBROADCASTSS(argument("s"), s)
	each("", load("n"), []GPVirtual{load("x")}, func(read func(int) VecVirtual, write func(VecVirtual, int)) {
		x := read(0)
		VMULPS(s, x, x)
		write(x, 0)
	})
	end()
}

// approach generates dst = dst + t·(src − dst), rounded after each of the three operations as Go does.
func approach() {
	begin("approach", "func(n int, dst, src *float32, t float32)", "moves dst towards src.")
	t := YMM()
	VBROADCASTSS(argument("t"), t)
	each("", load("n"), []GPVirtual{load("dst"), load("src")}, func(read func(int) VecVirtual, write func(VecVirtual, int)) {
		x, d := read(0), read(1)
		VSUBPS(x, d, d)
		VMULPS(t, d, d)
		VADDPS(d, x, x)
		write(x, 0)
	})
	end()
}

// constants already declared, by their bits.
var constants = map[uint32]Mem{}

// constant returns eight copies of x in memory.
func constant(x float64) Mem { return bits(math.Float32bits(float32(x))) }

func bits(b uint32) Mem {
	if m, ok := constants[b]; ok {
		return m
	}
	name := label("const%08x", b)
	m := NewDataAddr(Symbol{Name: name, Static: true}, 0)
	ConstData(name, U32(b)) // one word, read by broadcast
	constants[b] = m
	return m
}

// all returns x in all lanes.
func all(x float64) VecVirtual { return broadcast(constant(x)) }

func broadcast(m Mem) VecVirtual {
	v := YMM()
	VBROADCASTSS(m, v)
	return v
}

// relu returns max(0, x); of a NaN, MAXPS gives its second source, so NaN stays NaN.
func relu(x VecVirtual) VecVirtual {
	y := zero(1)[0]
	VMAXPS(x, y, y)
	return y
}

// clampAbove returns min(x, hi), NaN if x is NaN: in that case MINPS and MAXPS give their second source.
func clampAbove(x VecVirtual, hi float64) VecVirtual {
	y := YMM()
	VMINPS(x, all(hi), y)
	return y
}

// clampBelow returns max(x, lo), NaN if x is NaN.
func clampBelow(x VecVirtual, lo float64) VecVirtual {
	y := YMM()
	VMAXPS(x, all(lo), y)
	return y
}

// horner returns the polynomial c[0] + c[1]·x + ...
func horner(x VecVirtual, c ...float64) VecVirtual {
	y := all(c[len(c)-1])
	for i := len(c) - 2; i >= 0; i-- {
		VFMADD213PS(all(c[i]), x, y) // y·x + c
	}
	return y
}

// reduce splits x into n·log 2 + r with n whole and |r| ≤ ½log 2, the logarithm in two parts so that r is exact to
// the last bit.
func reduce(x VecVirtual) (n, r VecVirtual) {
	n, r = YMM(), YMM()
	VMULPS(all(math.Log2E), x, n)
	VROUNDPS(U8(8), n, n) // to nearest, quietly
	VMOVAPS(x, r)
	VFNMADD231PS(all(0.693359375), n, r)
	VFNMADD231PS(all(-2.12194440054690583e-4), n, r)
	return n, r
}

// expm1OfRest returns eʳ − 1 on |r| ≤ ½log 2, by the polynomial of Cephes.
func expm1OfRest(r VecVirtual) VecVirtual {
	p := horner(r, 5.0000001201e-1, 1.6666665459e-1, 4.1665795894e-2, 8.3334519073e-3, 1.3981999507e-3, 1.9875691500e-4)
	u := YMM()
	VMULPS(r, r, u)
	VFMADD213PS(r, u, p) // p·r² + r
	return p
}

// powerOf2 returns 2ⁿ for whole n from −126 to 127.
func powerOf2(n VecVirtual) VecVirtual {
	e := YMM()
	VCVTPS2DQ(n, e)
	VPADDD(broadcast(bits(127)), e, e)
	VPSLLD(U8(23), e, e)
	return e
}

// expm1 returns eˣ − 1 = 2ⁿ·(eʳ−1) + (2ⁿ−1), which keeps its relative precision where x is small. x must be between
// −87 and 88.
func expm1(x VecVirtual) VecVirtual {
	n, r := reduce(x)
	p, power := expm1OfRest(r), powerOf2(n)
	rest := YMM()
	VSUBPS(all(1), power, rest)
	VFMADD213PS(rest, power, p) // p·2ⁿ + (2ⁿ − 1)
	return p
}

// tanh returns sign(x)·t/(t+2) with t = e^{2|x|} − 1, which is 1 to the last bit from |x| = 10 on.
func tanh(x VecVirtual) VecVirtual {
	sign, t := broadcast(bits(1<<31)), YMM()
	VANDNPS(x, sign, t) // |x|
	VANDPS(x, sign, sign)
	VADDPS(t, t, t)
	t = expm1(clampAbove(t, 20))
	u := YMM()
	VADDPS(all(2), t, u)
	VDIVPS(u, t, t)
	VORPS(sign, t, t)
	return t
}

// exp returns eˣ = 2ⁿ·eʳ, the power of two in two factors, since beyond the largest and below the smallest normal
// number 2ⁿ itself is not one.
func exp(x VecVirtual) VecVirtual {
	x = clampBelow(clampAbove(x, 89), -104)
	n, r := reduce(x)
	y := expm1OfRest(r)
	VADDPS(all(1), y, y)
	half := YMM()
	VMULPS(all(0.5), n, half)
	VROUNDPS(U8(9), half, half) // down
	rest := YMM()
	VSUBPS(half, n, rest)
	VMULPS(powerOf2(half), y, y)
	VMULPS(powerOf2(rest), y, y)
	return y
}

// softplus returns max(x, 0) + log(1 + t) with t = e^{−|x|}, and the logarithm as a series in s = t/(2+t) ≤ ⅓:
//
//	log(1+t) = 2·artanh(s) = 2s·(1 + s²/3 + s⁴/5 + ...)
//
// Below x = −87 the value stays what it is there, the smallest normal number.
func softplus(x VecVirtual) VecVirtual {
	t := YMM()
	VORPS(broadcast(bits(1<<31)), x, t) // −|x|
	n, r := reduce(clampBelow(t, -87))
	t = expm1OfRest(r)
	VADDPS(all(1), t, t)
	VMULPS(powerOf2(n), t, t)
	s, u := YMM(), YMM()
	VADDPS(all(2), t, s)
	VDIVPS(s, t, s)
	VMULPS(s, s, u)
	y := horner(u, 2, 2.0/3, 2.0/5, 2.0/7, 2.0/9, 2.0/11, 2.0/13, 2.0/15)
	m := relu(x)
	VFMADD213PS(m, s, y) // y·s + m
	return y
}

// mulReLUSlope returns d where y > 0 (or is NaN), otherwise 0.
func mulReLUSlope(d, y VecVirtual) VecVirtual {
	VCMPPS(U8(0x16 /* not ≤, or unordered */), zero(1)[0], y, y)
	VANDPS(d, y, y)
	return y
}

// mulTanhSlope returns d·(1 − y²).
func mulTanhSlope(d, y VecVirtual) VecVirtual {
	s := all(1)
	VFNMADD231PS(y, y, s)
	VMULPS(d, s, s)
	return s
}

// mulSoftplusSlope returns d·(1 − e^{−y}) = −d·(e^{−y} − 1).
func mulSoftplusSlope(d, y VecVirtual) VecVirtual {
	minus := broadcast(bits(1 << 31))
	VXORPS(minus, y, y)
	p := expm1(clampBelow(y, -87))
	VXORPS(minus, p, p)
	VMULPS(d, p, p)
	return p
}

// mulExpSlope returns d·y.
func mulExpSlope(d, y VecVirtual) VecVirtual {
	VMULPS(d, y, y)
	return y
}
