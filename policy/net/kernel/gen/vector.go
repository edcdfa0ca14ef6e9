package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// gemv generates the product of a matrix with one vector, y[j] = [y +] alpha·Σ_p B[j,p]·x[p], by the same sums as
// dots: eight rows of B at a time, then four, then one.
func gemv() {
	begin("gemv", "func(n, k int, b *float32, ldb int, x *float32, y *float32, alpha float32, add bool)",
		"computes y = [y +] alpha·B·x for B of n rows and k columns.")
	g := &gemvState{n: load("n"), b: load("b"), ldb: load("ldb"), y: load("y"), ldb3: GP64()}
	LEAQ(Mem{Base: g.ldb, Index: g.ldb, Scale: 2}, g.ldb3)
	for _, rows := range []int{8, 4, 1} {
		g.block(rows)
	}
	end()
}

type gemvState struct {
	n, b, ldb, ldb3, y GPVirtual
}

// block handles as many blocks of this many rows of B as are left.
func (g *gemvState) block(rows int) {
	head, next := label("rows%d", rows), label("fewer%d", rows)
	Label(head)
	CMPQ(g.n, I8(rows))
	JLT(LabelRef(next))
	acc := zero(rows)
	g.accumulate(acc)
	for i := 0; i < rows; i += 4 {
		n := min(4, rows-i)
		storeSums(n, sums(acc[i:i+n]), Mem{Base: g.y, Disp: 4 * i}, label("%d_%d", rows, i))
	}
	ADDQ(I8(4*rows), g.y)
	step := GP64()
	IMUL3Q(I8(rows), g.ldb, step)
	ADDQ(step, g.b)
	SUBQ(I8(rows), g.n)
	JMP(LabelRef(head))
	Label(next)
}

func (g *gemvState) accumulate(acc []VecVirtual) {
	rows := len(acc)
	loop, tail, done := label("sum%d", rows), label("tail%d", rows), label("summed%d", rows)
	x, k := load("x"), load("k")
	base := []GPVirtual{GP64(), GP64()} // of rows 0 and 4
	MOVQ(g.b, base[0])
	if rows > 4 {
		LEAQ(Mem{Base: g.b, Index: g.ldb, Scale: 4}, base[1])
	}
	row := func(i int) Mem {
		b := base[i/4]
		return [...]Mem{{Base: b}, {Base: b, Index: g.ldb, Scale: 1}, {Base: b, Index: g.ldb, Scale: 2}, {Base: b, Index: g.ldb3, Scale: 1}}[i%4]
	}
	SUBQ(I8(lanes), k)
	JLT(LabelRef(tail))
	Label(loop)
	xv := YMM()
	VMOVUPS(Mem{Base: x}, xv)
	for i := range acc {
		VFMADD231PS(row(i), xv, acc[i])
	}
	ADDQ(I8(32), x)
	for i := 0; i < rows; i += 4 {
		ADDQ(I8(32), base[i/4])
	}
	SUBQ(I8(lanes), k)
	JGE(LabelRef(loop))
	Label(tail)
	ADDQ(I8(lanes), k)
	JZ(LabelRef(done))
	mask := tailMask(k)
	xt, bt := YMM(), YMM()
	VMASKMOVPS(Mem{Base: x}, mask, xt)
	for i := range acc {
		VMASKMOVPS(row(i), mask, bt)
		VFMADD231PS(bt, xt, acc[i])
	}
	Label(done)
}

// gemvT generates the product of one row with a matrix, y[j] = [y +] alpha·Σ_p x[p]·B[p,j], by the same sums as
// panel, but with B as it lies in memory: 64 columns at a time, then fewer, the last ones through a mask.
func gemvT() {
	begin("gemvT", "func(n, k int, x *float32, xs int, b *float32, ldb int, y *float32, alpha float32, add bool)",
		"computes y = [y +] alpha·x·B for B of k rows and n columns.")
	r := &rowState{n: load("n"), xs: load("xs"), b: load("b"), ldb: load("ldb"), y: load("y")}
	for _, vectors := range []int{8, 2, 1} {
		r.block(vectors)
	}
	r.tail()
	end()
}

type rowState struct {
	n, xs, b, ldb, y GPVirtual
}

func (r *rowState) block(vectors int) {
	head, next := label("cols%d", vectors), label("fewer%d", vectors)
	Label(head)
	CMPQ(r.n, I8(lanes*vectors))
	JLT(LabelRef(next))
	acc := zero(vectors)
	r.accumulate(label("%d", vectors), func(x VecVirtual, b GPVirtual) {
		for j := range acc {
			VFMADD231PS(Mem{Base: b, Disp: 32 * j}, x, acc[j])
		}
	})
	r.scale(acc)
	CMPB(argument("add"), I8(0))
	JE(LabelRef(label("set%d", vectors)))
	for j := range acc {
		VADDPS(Mem{Base: r.y, Disp: 32 * j}, acc[j], acc[j])
	}
	Label(label("set%d", vectors))
	for j := range acc {
		VMOVUPS(acc[j], Mem{Base: r.y, Disp: 32 * j})
	}
	ADDQ(I32(32*vectors), r.y)
	ADDQ(I32(32*vectors), r.b)
	SUBQ(I8(lanes*vectors), r.n)
	JMP(LabelRef(head))
	Label(next)
}

// tail handles the last columns, fewer than eight.
func (r *rowState) tail() {
	TESTQ(r.n, r.n)
	JZ(LabelRef("done"))
	mask, acc := tailMask(r.n), zero(1)
	r.accumulate("Tail", func(x VecVirtual, b GPVirtual) {
		t := YMM()
		VMASKMOVPS(Mem{Base: b}, mask, t)
		VFMADD231PS(t, x, acc[0])
	})
	r.scale(acc)
	CMPB(argument("add"), I8(0))
	JE(LabelRef("setTail"))
	old := YMM()
	VMASKMOVPS(Mem{Base: r.y}, mask, old)
	VADDPS(old, acc[0], acc[0])
	Label("setTail")
	VMASKMOVPS(acc[0], mask, Mem{Base: r.y})
	Label("done")
}

// accumulate runs over p, giving x[p] in all lanes and the place of row p of B to term.
func (r *rowState) accumulate(id string, term func(x VecVirtual, b GPVirtual)) {
	k, x, b := load("k"), load("x"), GP64()
	MOVQ(r.b, b)
	TESTQ(k, k)
	JZ(LabelRef("summed" + id))
	Label("sum" + id)
	xv := YMM()
	VBROADCASTSS(Mem{Base: x}, xv)
	term(xv, b)
	ADDQ(r.xs, x)
	ADDQ(r.ldb, b)
	DECQ(k)
	JNZ(LabelRef("sum" + id))
	Label("summed" + id)
}

func (r *rowState) scale(acc []VecVirtual) {
	alpha := YMM()
	VBROADCASTSS(argument("alpha"), alpha)
	for _, v := range acc {
		VMULPS(alpha, v, v)
	}
}
