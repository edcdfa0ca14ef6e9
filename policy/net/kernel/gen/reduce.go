package main

import (
	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

// adam generates one step of Adam over n weights; s points at the fields of an AdamStep, in its order.
func adam() {
	begin("adamStep", "func(n int, w, m, v, grad, s *float32)",
		"moves m ← β₁m + New1·grad, v ← β₂v + New2·grad², w ← Keep·w − Rate·m/(Scale·√v + ε).")
	s := load("s")
	field := func(i int) VecVirtual { return broadcast(Mem{Base: s, Disp: 4 * i}) }
	beta1, beta2, new1, new2 := field(0), field(1), field(2), field(3)
	epsilon, rate, scale, keep := field(4), field(5), field(6), field(7)
	pointers := []GPVirtual{load("w"), load("m"), load("v"), load("grad")}
	each("", load("n"), pointers, func(read func(int) VecVirtual, write func(VecVirtual, int)) {
		g, m := read(3), read(1)
		VMULPS(beta1, m, m)
		VFMADD231PS(new1, g, m)
		write(m, 1)
		v := read(2)
		VMULPS(beta2, v, v)
		VMULPS(g, g, g)
		VFMADD231PS(new2, g, v)
		write(v, 2)
		VSQRTPS(v, v)
		VFMADD213PS(epsilon, scale, v) // √v·Scale + ε
		VMULPS(rate, m, m)
		VDIVPS(v, m, m)
		w := read(0)
		VFMSUB213PS(m, keep, w) // w·Keep − step
		write(w, 0)
	})
	end()
}

// sumSquares generates Σ x² in float64: sixteen running sums, added up in one fixed order at the end.
func sumSquares() {
	begin("sumSquares", "func(n int, x *float32) float64", "returns the sum of squares.")
	n, x, acc := load("n"), load("x"), zero(4)
	Label("sixteen")
	SUBQ(I8(16), n)
	JLT(LabelRef("left"))
	for i := range acc {
		d := YMM()
		VCVTPS2PD(Mem{Base: x, Disp: 16 * i}, d)
		VFMADD231PD(d, d, acc[i])
	}
	ADDQ(I8(64), x)
	JMP(LabelRef("sixteen"))
	Label("left")
	ADDQ(I8(16), n)
	each("", n, []GPVirtual{x}, func(read func(int) VecVirtual, _ func(VecVirtual, int)) {
		v, high := read(0), XMM()
		VEXTRACTF128(U8(1), v, high)
		for i, half := range []Op{v.AsX(), high} {
			d := YMM()
			VCVTPS2PD(half, d)
			VFMADD231PD(d, d, acc[i])
		}
	})
	VADDPD(acc[1], acc[0], acc[0])
	VADDPD(acc[3], acc[2], acc[2])
	VADDPD(acc[2], acc[0], acc[0])
	high := XMM()
	VEXTRACTF128(U8(1), acc[0], high)
	sum := XMM()
	VADDPD(high, acc[0].AsX(), sum)
	VHADDPD(sum, sum, sum)
	Store(sum, ReturnIndex(0))
	end()
}

// addRows generates dst = dst + the sum of the rows of a, first row first in every column: 32 columns at a time, then
// eight, then the rest through a mask.
func addRows() {
	begin("addRows", "func(rows, cols int, dst, a *float32, lda int)", "adds the rows of a to dst.")
	cols, dst, a, lda := load("cols"), load("dst"), load("a"), load("lda")
	column := func(id string, add func(at GPVirtual)) {
		rows, at := load("rows"), GP64()
		MOVQ(a, at)
		TESTQ(rows, rows)
		JZ(LabelRef("summed" + id))
		Label("row" + id)
		add(at)
		ADDQ(lda, at)
		DECQ(rows)
		JNZ(LabelRef("row" + id))
		Label("summed" + id)
	}
	for _, vectors := range []int{4, 1} {
		id := label("%d", vectors)
		Label("cols" + id)
		CMPQ(cols, I8(lanes*vectors))
		JLT(LabelRef("fewer" + id))
		acc := make([]VecVirtual, vectors)
		for j := range acc {
			acc[j] = YMM()
			VMOVUPS(Mem{Base: dst, Disp: 32 * j}, acc[j])
		}
		column(id, func(at GPVirtual) {
			for j := range acc {
				VADDPS(Mem{Base: at, Disp: 32 * j}, acc[j], acc[j])
			}
		})
		for j := range acc {
			VMOVUPS(acc[j], Mem{Base: dst, Disp: 32 * j})
		}
		ADDQ(I32(32*vectors), dst)
		ADDQ(I32(32*vectors), a)
		SUBQ(I8(lanes*vectors), cols)
		JMP(LabelRef("cols" + id))
		Label("fewer" + id)
	}
	TESTQ(cols, cols)
	JZ(LabelRef("done"))
	mask, acc, row := tailMask(cols), YMM(), YMM()
	VMASKMOVPS(Mem{Base: dst}, mask, acc)
	column("Tail", func(at GPVirtual) {
		VMASKMOVPS(Mem{Base: at}, mask, row)
		VADDPS(row, acc, acc)
	})
	VMASKMOVPS(acc, mask, Mem{Base: dst})
	Label("done")
	end()
}

// narrow generates the rounding of n float64 to float32: sixteen at a time, then one.
func narrow() {
	begin("narrow", "func(n int, dst *float32, src *float64)", "rounds src to float32.")
	n, dst, src := load("n"), load("dst"), load("src")
	Label("sixteen")
	SUBQ(I8(16), n)
	JLT(LabelRef("left"))
	for i := range 4 {
		quarter := XMM()
		VCVTPD2PSY(Mem{Base: src, Disp: 32 * i}, quarter)
		VMOVUPS(quarter, Mem{Base: dst, Disp: 16 * i})
	}
	SUBQ(I8(-128), src)
	ADDQ(I8(64), dst)
	JMP(LabelRef("sixteen"))
	Label("left")
	ADDQ(I8(16), n)
	JZ(LabelRef("done"))
	Label("one")
	x := XMM()
	VMOVSD(Mem{Base: src}, x)
	VCVTSD2SS(x, x, x)
	VMOVSS(x, Mem{Base: dst})
	ADDQ(I8(8), src)
	ADDQ(I8(4), dst)
	DECQ(n)
	JNZ(LabelRef("one"))
	Label("done")
	end()
}
