package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// panel generates the product with a column panel of B, width vectors wide: for all m rows of A,
//
//	C[i, 0:width·lanes] = [C +] alpha · Σ_p A[i,p]·B[p, 0:width·lanes]
//
// in blocks of rows of the given sizes, each held in registers while p runs. A may be transposed: rs and cs lead from
// one row and column of it to the next. With AVX-512 a mask tells which columns of the last vector C has.
func panel(v class, width int, blocks []int) {
	cols := width * v.lanes
	name, mask := label("panel%d", cols), ""
	if v.masked {
		name, mask = label("panel%dMasked", cols), ", mask uint32"
	}
	begin(name, "func(m, k int, a *float32, rs, cs int, b *float32, bs int, c *float32, ldc int, alpha float32, add bool"+mask+")",
		label("computes %d columns of C = [C +] alpha·A·B.", cols))
	p := &panelState{class: v, width: width, m: load("m"), a: load("a"), rs: load("rs"), cs: load("cs"), bs: load("bs"), c: load("c"), ldc: load("ldc")}
	if v.masked {
		bits := GP32()
		Load(Param("mask"), bits)
		p.mask = K()
		KMOVW(bits, p.mask)
	}
	for _, rows := range blocks {
		p.block(rows)
	}
	end()
}

// panelState is what lives in registers from one block of rows to the next.
type panelState struct {
	class
	width            int
	m, a, rs, cs, bs GPVirtual
	c, ldc           GPVirtual
	mask             OpmaskVirtual
}

// block handles as many blocks of this many rows as are left.
func (p *panelState) block(rows int) {
	head, next := label("rows%d", rows), label("fewer%d", rows)
	Label(head)
	CMPQ(p.m, I32(rows))
	JLT(LabelRef(next))

	acc := p.zero(rows * p.width)
	p.accumulate(rows, acc)
	p.store(rows, acc)

	step := GP64()
	IMUL3Q(I32(rows), p.rs, step)
	ADDQ(step, p.a)
	SUBQ(I32(rows), p.m)
	JMP(LabelRef(head))
	Label(next)
}

// accumulate runs over p, broadcasting one column of A against one row of B at a time.
func (p *panelState) accumulate(rows int, acc []VecVirtual) {
	loop, done := label("sum%d", rows), label("summed%d", rows)
	k, b := load("k"), load("b")
	base := make([]GPVirtual, (rows+2)/3) // of rows 0, 3, 6, ...
	for i := range base {
		base[i] = GP64()
		if i == 0 {
			MOVQ(p.a, base[0])
			continue
		}
		LEAQ(Mem{Base: base[i-1], Index: p.rs, Scale: 2}, base[i])
		ADDQ(p.rs, base[i])
	}
	TESTQ(k, k)
	JZ(LabelRef(done))
	Label(loop)
	bv := make([]VecVirtual, p.width)
	for j := range bv {
		bv[j] = p.vector()
		VMOVUPS(Mem{Base: b, Disp: p.bytes() * j}, bv[j])
	}
	for i := range rows {
		x := p.vector()
		at := Mem{Base: base[i/3]}
		if i%3 > 0 {
			at.Index, at.Scale = p.rs, uint8(i%3)
		}
		VBROADCASTSS(at, x)
		for j := range bv {
			VFMADD231PS(bv[j], x, acc[i*p.width+j])
		}
	}
	for i := range base {
		ADDQ(p.cs, base[i])
	}
	ADDQ(p.bs, b)
	DECQ(k)
	JNZ(LabelRef(loop))
	Label(done)
}

// store scales the sums, adds what C holds if asked to, and moves on by the rows stored.
func (p *panelState) store(rows int, acc []VecVirtual) {
	plain := label("set%d", rows)
	alpha := p.vector()
	VBROADCASTSS(argument("alpha"), alpha)
	for _, v := range acc {
		VMULPS(alpha, v, v)
	}
	CMPB(argument("add"), I8(0))
	JE(LabelRef(plain))
	at := GP64()
	MOVQ(p.c, at)
	for i := range rows {
		for j := range p.width {
			p.addMemory(j, Mem{Base: at, Disp: p.bytes() * j}, acc[i*p.width+j])
		}
		if i+1 < rows {
			ADDQ(p.ldc, at)
		}
	}
	Label(plain)
	for i := range rows {
		for j := range p.width {
			to := Mem{Base: p.c, Disp: p.bytes() * j}
			if p.masks(j) {
				VMOVUPS(acc[i*p.width+j], p.mask, to)
			} else {
				VMOVUPS(acc[i*p.width+j], to)
			}
		}
		ADDQ(p.ldc, p.c)
	}
}

// masks tells whether vector j of a row goes through the mask.
func (p *panelState) masks(j int) bool { return p.masked && j == p.width-1 }

// addMemory adds what C holds for vector j of a row.
func (p *panelState) addMemory(j int, at Mem, v VecVirtual) {
	if p.masks(j) {
		VADDPS(at, v, p.mask, v)
	} else {
		VADDPS(at, v, v)
	}
}

// packTransposed generates the transposition of eight rows of k numbers into k rows of eight, which lie a stride
// apart: one half of a panel.
func packTransposed() {
	begin("packTransposed", "func(k int, dst *float32, stride int, src *float32, lds int)",
		"writes dst[p][i] = src[i][p] for 8 rows i and k columns p.")
	k, dst, stride, src, lds := load("k"), load("dst"), load("stride"), load("src"), load("lds")
	src3, src6 := GP64(), GP64()
	LEAQ(Mem{Base: src, Index: lds, Scale: 2}, src3)
	ADDQ(lds, src3)
	LEAQ(Mem{Base: src3, Index: lds, Scale: 2}, src6)
	ADDQ(lds, src6)
	row := func(i int) Mem {
		m := Mem{Base: []GPVirtual{src, src3, src6}[i/3]}
		if i%3 > 0 {
			m.Index, m.Scale = lds, uint8(i%3)
		}
		return m
	}
	advance := func(bytes uint32) {
		for _, r := range []GPVirtual{src, src3, src6} {
			ADDQ(I32(bytes), r)
		}
	}

	Label("eight")
	CMPQ(k, I32(lanes))
	JLT(LabelRef("ones"))
	for _, v := range transpose(row) {
		VMOVUPS(v, Mem{Base: dst})
		ADDQ(stride, dst)
	}
	advance(32)
	SUBQ(I32(lanes), k)
	JMP(LabelRef("eight"))

	Label("ones")
	TESTQ(k, k)
	JZ(LabelRef("done"))
	for i := range lanes {
		x := XMM()
		VMOVSS(row(i), x)
		VMOVSS(x, Mem{Base: dst, Disp: 4 * i})
	}
	ADDQ(stride, dst)
	advance(4)
	DECQ(k)
	JMP(LabelRef("ones"))
	Label("done")
	end()
}

// transpose loads eight rows of eight and returns the columns: pairs are interleaved, then pairs of pairs; the halves
// were already put side by side by the loads.
func transpose(row func(int) Mem) []VecVirtual {
	half := func(i, at int) VecVirtual { // rows i and i+4, four columns from at on
		lo, hi := row(i), row(i+4)
		lo.Disp, hi.Disp = 4*at, 4*at
		v := YMM()
		VMOVUPS(lo, v.AsX())
		VINSERTF128(U8(1), hi, v, v)
		return v
	}
	var out []VecVirtual
	for _, at := range []int{0, 4} {
		a, b, c, d := half(0, at), half(1, at), half(2, at), half(3, at)
		ab, abHigh, cd, cdHigh := YMM(), YMM(), YMM(), YMM()
		VUNPCKLPS(b, a, ab)     // a0 b0 a1 b1
		VUNPCKHPS(b, a, abHigh) // a2 b2 a3 b3
		VUNPCKLPS(d, c, cd)
		VUNPCKHPS(d, c, cdHigh)
		for _, pair := range [][2]VecVirtual{{ab, cd}, {abHigh, cdHigh}} {
			even, odd := YMM(), YMM()
			VSHUFPS(U8(0x44), pair[1], pair[0], even) // a0 b0 c0 d0
			VSHUFPS(U8(0xee), pair[1], pair[0], odd)  // a1 b1 c1 d1
			out = append(out, even, odd)
		}
	}
	return out
}
