// Command gen writes the AVX2+FMA and AVX-512 assembly of package kernel and its Go declarations. It is a module of its own, so
// that the generator's dependencies are not fenchel's:
//
//	go run -C policy/net/kernel/gen . -out ../vector_amd64.s -stubs ../vector_decl_amd64.go -pkg kernel
//
// Conventions: strides are in bytes; pointers need no alignment; nothing outside the arrays is read or written, for
// which the last vector of a row goes through a mask. Every element of a result is computed by the same sequence of
// operations wherever it stands in its array, so a block cut differently gives the same bits.
package main

import (
	"fmt"

	. "github.com/mmcloughlin/avo/build"
	. "github.com/mmcloughlin/avo/operand"
	. "github.com/mmcloughlin/avo/reg"
)

const lanes = 8 // float32 in a YMM register

// class is a kind of vector register.
type class struct {
	lanes  int               // float32 in one
	vector func() VecVirtual // makes one
	masked bool              // whether instructions take a mask
}

var (
	ymm = class{lanes: lanes, vector: YMM}
	zmm = class{lanes: 16, vector: ZMM, masked: true} // AVX-512, of which the foundation is enough
)

func (c class) bytes() int { return 4 * c.lanes }

func main() {
	ConstraintExpr("amd64")
	masks()
	panel(ymm, 2, []int{6, 5, 4, 3, 2, 1})
	panel(ymm, 1, []int{12, 4, 1})
	panel(zmm, 2, []int{12, 8, 6, 5, 4, 3, 2, 1})
	panel(zmm, 1, []int{12, 6, 4, 1})
	packTransposed()
	dots()
	gemv()
	gemvT()
	elementwise()
	adam()
	sumSquares()
	addRows()
	narrow()
	Generate()
}

// begin opens a function whose pointer arguments do not escape.
func begin(name, signature, doc string) {
	TEXT(name, 0x4 /* NOSPLIT */, signature)
	Pragma("noescape")
	Doc(fmt.Sprintf("%s %s", name, doc))
}

// end returns to code that may use the SSE forms of instructions.
func end() {
	VZEROUPPER()
	RET()
}

// load reads an integer or pointer argument.
func load(name string) GPVirtual {
	return Load(Param(name), GP64()).(GPVirtual)
}

// argument returns the memory of a parameter, for instructions that take it from there.
func argument(name string) Op {
	b, err := Param(name).Resolve()
	if err != nil {
		panic(err)
	}
	return b.Addr
}

// zero clears fresh registers.
func zero(n int) []VecVirtual { return ymm.zero(n) }

func (c class) zero(n int) []VecVirtual {
	v := make([]VecVirtual, n)
	for i := range v {
		v[i] = c.vector()
		switch {
		case !c.masked:
			VXORPS(v[i], v[i], v[i])
		case i == 0: // by a load: avo takes VPXORD for a reader of its register
			VBROADCASTSS(NewDataAddr(Symbol{Name: "masks", Static: true}, 4*lanes), v[0])
		default:
			VMOVAPS(v[0], v[i])
		}
	}
	return v
}

// label numbers the labels of one function.
func label(format string, args ...any) string { return fmt.Sprintf(format, args...) }

// masks declares eight words of ones and eight of zeros: read from word 8−t on, they are a mask of t lanes.
func masks() {
	GLOBL("masks", 0x18 /* RODATA|NOPTR */)
	for i := range lanes {
		DATA(4*i, U32(0xffffffff))
	}
	for i := range lanes {
		DATA(4*(lanes+i), U32(0))
	}
}

// tailMask returns the mask of the first t lanes, t in a register that it overwrites.
func tailMask(t GPVirtual) VecVirtual {
	table, mask := GP64(), YMM()
	LEAQ(NewDataAddr(Symbol{Name: "masks", Static: true}, 0), table)
	NEGQ(t)
	VMOVUPS(Mem{Base: table, Index: t, Scale: 4, Disp: lanes * 4}, mask)
	return mask
}
