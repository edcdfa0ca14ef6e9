package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// dots generates the product with a transposed matrix by dot products, for results too narrow for panels: nothing is
// packed, four rows of A meet three of B at a time, and each of the twelve sums runs in its own register.
//
//	C[i,j] = [C +] alpha · Σ_p A[i,p]·B[j,p],  m a multiple of 4
func dots() {
	begin("dots", "func(m, n, k int, a *float32, lda int, b *float32, ldb int, c *float32, ldc int, alpha float32, add bool)",
		"computes C = [C +] alpha·A·Bᵀ by dot products, for m divisible by 4.")
	d := &dotState{a: load("a"), lda: load("lda"), ldb: load("ldb"), ldc: load("ldc"), m: load("m"), lda3: GP64()}
	LEAQ(Mem{Base: d.lda, Index: d.lda, Scale: 2}, d.lda3)

	Label("rows")
	CMPQ(d.m, I8(4))
	JLT(LabelRef("done"))
	d.n, d.b, d.c = load("n"), load("b"), load("c")
	for _, cols := range []int{3, 2, 1} {
		d.block(cols)
	}
	LEAQ(Mem{Base: d.a, Index: d.lda, Scale: 4}, d.a)
	next := load("c")
	LEAQ(Mem{Base: next, Index: d.ldc, Scale: 4}, next)
	Store(next, Param("c"))
	SUBQ(I8(4), d.m)
	JMP(LabelRef("rows"))
	Label("done")
	end()
}

// dotState is what lives in registers from one block to the next.
type dotState struct {
	a, lda, lda3, ldb, ldc GPVirtual
	m, n, b, c             GPVirtual
}

// block handles as many blocks of this many columns of C as are left.
func (d *dotState) block(cols int) {
	head, next := label("cols%d", cols), label("fewer%d", cols)
	Label(head)
	CMPQ(d.n, I8(cols))
	JLT(LabelRef(next))
	acc := zero(4 * cols)
	d.accumulate(cols, acc)
	at := GP64()
	MOVQ(d.c, at)
	for i := range 4 {
		storeSums(cols, sums(acc[i*cols:(i+1)*cols]), Mem{Base: at}, label("%d_%d", cols, i))
		if i < 3 {
			ADDQ(d.ldc, at)
		}
	}
	for range cols {
		ADDQ(d.ldb, d.b)
	}
	ADDQ(I8(4*cols), d.c)
	SUBQ(I8(cols), d.n)
	JMP(LabelRef(head))
	Label(next)
}

// accumulate runs over p eight at a time; what is left over goes through a mask, which adds 0·0 in the other lanes.
func (d *dotState) accumulate(cols int, acc []VecVirtual) {
	loop, tail, done := label("sum%d", cols), label("tail%d", cols), label("summed%d", cols)
	a, b, k := GP64(), GP64(), load("k")
	MOVQ(d.a, a)
	MOVQ(d.b, b)
	rowA := func(i int) Mem {
		return [...]Mem{{Base: a}, {Base: a, Index: d.lda, Scale: 1}, {Base: a, Index: d.lda, Scale: 2}, {Base: a, Index: d.lda3, Scale: 1}}[i]
	}
	rowB := func(j int) Mem {
		return [...]Mem{{Base: b}, {Base: b, Index: d.ldb, Scale: 1}, {Base: b, Index: d.ldb, Scale: 2}}[j]
	}
	SUBQ(I8(lanes), k)
	JLT(LabelRef(tail))
	Label(loop)
	bv := make([]VecVirtual, cols)
	for j := range bv {
		bv[j] = YMM()
		VMOVUPS(rowB(j), bv[j])
	}
	for i := range 4 {
		x := YMM()
		VMOVUPS(rowA(i), x)
		for j := range bv {
			VFMADD231PS(bv[j], x, acc[i*cols+j])
		}
	}
	ADDQ(I8(32), a)
	ADDQ(I8(32), b)
	SUBQ(I8(lanes), k)
	JGE(LabelRef(loop))
	Label(tail)
	ADDQ(I8(lanes), k)
	JZ(LabelRef(done))
	mask := tailMask(k)
	for j := range cols {
		y, x := YMM(), YMM()
		VMASKMOVPS(rowB(j), mask, y)
		for i := range 4 {
			VMASKMOVPS(rowA(i), mask, x)
			VFMADD231PS(y, x, acc[i*cols+j])
		}
	}
	Label(done)
}

// sums adds the lanes of up to four registers, always as ((0+1)+(2+3)) + ((4+5)+(6+7)), and returns the results side
// by side.
func sums(v []VecVirtual) VecVirtual {
	for len(v) < 4 {
		v = append(v[:len(v):len(v)], v[len(v)-1])
	}
	low, high, all := YMM(), YMM(), YMM()
	VHADDPS(v[1], v[0], low)
	VHADDPS(v[3], v[2], high)
	VHADDPS(high, low, all)
	upper := XMM()
	VEXTRACTF128(U8(1), all, upper)
	VADDPS(upper, all.AsX(), all.AsX())
	return all
}

// storeSums writes the first n lanes of v, times alpha, to memory, or adds them to what is there.
func storeSums(n int, v VecVirtual, at Mem, id string) {
	x, alpha := v.AsX(), XMM()
	VBROADCASTSS(argument("alpha"), alpha)
	VMULPS(alpha, x, x)
	CMPB(argument("add"), I8(0))
	JE(LabelRef("set" + id))
	old := XMM()
	switch n {
	case 4:
		VMOVUPS(at, old)
	case 3:
		VMOVSD(at, old)
		VINSERTPS(U8(0x20), at.Offset(8), old, old)
	case 2:
		VMOVSD(at, old)
	case 1:
		VMOVSS(at, old)
	}
	VADDPS(old, x, x)
	Label("set" + id)
	switch n {
	case 4:
		VMOVUPS(x, at)
	case 3:
		VMOVLPS(x, at)
		VEXTRACTPS(U8(2), x, at.Offset(8))
	case 2:
		VMOVLPS(x, at)
	case 1:
		VMOVSS(x, at)
	}
}
