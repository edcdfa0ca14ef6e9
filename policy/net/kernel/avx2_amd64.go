package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C gen . -out ../avx2_amd64.s -stubs ../avx2_decl_amd64.go -pkg kernel

var haveAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA

const (
	wide   = 16  // columns of a panel
	narrow = 8   // columns of the last panel, if no more are left
	depth  = 256 // rows of a panel: with 16 columns 16 kB, half of a first-level cache
	block  = 48  // rows of C that pass through scratch at the edge, a multiple of 12 and 6

	inPlace = 192      // up to so many rows of C, packing B costs more than it brings

	slim      = 32       // below so many columns, C is narrow
	maxTurned = 8192     // numbers of a B that is turned over for dot products
	turn      = 8 * wide // columns of Cᵀ that are turned over at a time
)

// way chooses; the limits were found by trying.
//
//   - One or two rows of op(A) meet B as it lies in memory.
//   - Narrow or flat products are made of dot products where A is not transposed, B being turned over if need be.
//   - Narrow products with Aᵀ change the roles of A and B.
//   - Otherwise B is cut into panels of 16 columns, packed where that pays, and each meets six rows of A at a time.
func (p *product) way() way {
	narrow := p.n < slim && p.n%wide != 0
	switch {
	case !avx2 || p.k == 0:
		return byGo
	case p.transB && (p.m <= 8 || p.n <= 8 || p.k >= 32 && min(p.m, p.n) < slim):
		return byDots
	case p.transB:
		return byPanels
	case p.m <= 2:
		return byRows
	case p.transA && narrow && p.m >= wide:
		return bySwap
	case !p.transA && narrow && p.m >= wide && p.k >= 32 && p.k*p.n <= maxTurned:
		return byDots
	}
	return byPanels
}

// fast computes the product by assembly.
func (p *product) fast(w way) {
	switch w {
	case byRows:
		p.rowByRow()
	case byDots:
		if p.transB {
			p.dots()
		} else {
			p.dotsTurned()
		}
	case bySwap:
		p.swap()
	case byPanels:
		p.panels()
	}
}

// dots computes A·Bᵀ by dot products: four rows of A at a time, the last ones as products of B with one row. Both add
// up in the same order.
func (p *product) dots() {
	m := p.m &^ 3
	if m > 0 {
		dots(m, p.n, p.k, &p.a[0], 4*p.lda, &p.b[0], 4*p.ldb, &p.c[0], 4*p.ldc, p.alpha, p.add)
	}
	for i := m; i < p.m; i++ {
		gemv(p.n, p.k, &p.b[0], 4*p.ldb, &p.a[i*p.lda], &p.c[i*p.ldc], p.alpha, p.add)
	}
}

// dotsTurned computes A·B by dot products after turning B over.
func (p *product) dotsTurned() {
	var pack [maxTurned]float32
	q := *p
	q.b, q.ldb, q.transB = pack[:], p.k, true
	l := 0
	for ; l+8 <= p.k; l += 8 {
		packTransposed(p.n, &pack[l], 4*p.k, &p.b[l*p.ldb], 4*p.ldb)
	}
	for ; l < p.k; l++ {
		for j, x := range p.b[l*p.ldb : l*p.ldb+p.n] {
			pack[j*p.k+l] = x
		}
	}
	q.dots()
}

// swap computes Cᵀ = op(B)ᵀ·A for a transposed A, some columns at a time, and turns them over into C.
func (p *product) swap() {
	var scratch [slim * turn]float32
	for i := 0; i < p.m; i += turn {
		q := product{m: p.n, n: min(turn, p.m-i), k: p.k, alpha: p.alpha, transA: true}
		q.a, q.lda = p.b, p.ldb
		q.b, q.ldb = p.a[i:], p.lda
		q.c, q.ldc = scratch[:], turn
		q.panels()
		for r := range q.n {
			row := p.c[(i+r)*p.ldc : (i+r)*p.ldc+p.n]
			for j := range row {
				x := scratch[j*turn+r]
				if p.add {
					x += row[j]
				}
				row[j] = x
			}
		}
	}
}

// rowByRow computes op(A)·B.
func (p *product) rowByRow() {
	rs, cs := p.strides()
	for i := range p.m {
		gemvT(p.n, p.k, &p.a[i*rs], 4*cs, &p.b[0], 4*p.ldb, &p.c[i*p.ldc], p.alpha, p.add)
	}
}

// panels computes op(A)·op(B) panel by panel. All of a panel's rows of A pass by before the next panel is packed.
func (p *product) panels() {
	var pack [depth * wide]float32
	q := *p
	for l := 0; l < p.k; l += depth {
		q.k = min(depth, p.k-l)
		for j := 0; j < p.n; j += wide {
			q.n = min(wide, p.n-j)
			q.a = p.a[offset(p.transA, 0, l, p.lda):]
			q.b = p.b[offset(p.transB, l, j, p.ldb):]
			q.c = p.c[j:]
			width := wide
			if q.n <= narrow {
				width = narrow
			}
			if q.n == wide && !p.transB && p.m <= inPlace {
				q.panel16(&q.b[0], 4*p.ldb)
				continue
			}
			q.pack(pack[:], width)
			q.panel(pack[:], width)
		}
		q.add = true
	}
}

// pack writes the panel op(B), k×n, row after row into dst, rows being filled up with zeros to width.
func (p *product) pack(dst []float32, width int) {
	if p.transB {
		p.packTransposed(dst, width)
		return
	}
	if p.n == wide {
		for l := range p.k {
			*(*[wide]float32)(dst[l*wide:]) = *(*[wide]float32)(p.b[l*p.ldb:])
		}
		return
	}
	for l := range p.k {
		row := dst[l*width : (l+1)*width]
		clear(row[copy(row, p.b[l*p.ldb:l*p.ldb+p.n]):])
	}
}

// packTransposed does the same for the transpose of an n×k matrix, eight of its rows at a time.
func (p *product) packTransposed(dst []float32, width int) {
	full := p.n &^ 7
	for j := 0; j < full; j += 8 {
		packTransposed(p.k, &dst[j], 4*width, &p.b[j*p.ldb], 4*p.ldb)
	}
	for j := full; j < width; j++ {
		if j >= p.n {
			for l := range p.k {
				dst[l*width+j] = 0
			}
			continue
		}
		for l, x := range p.b[j*p.ldb : j*p.ldb+p.k] {
			dst[l*width+j] = x
		}
	}
}

// panel multiplies by a packed panel.
func (p *product) panel(b []float32, width int) {
	switch {
	case p.n < width:
		p.edge(b, width)
	case width == wide:
		p.panel16(&b[0], 4*wide)
	default:
		p.panel8(&b[0])
	}
}

// panel16 multiplies by a panel of 16 columns whose rows are bs bytes apart.
func (p *product) panel16(b *float32, bs int) {
	rs, cs := p.strides()
	panel16(p.m, p.k, &p.a[0], 4*rs, 4*cs, b, bs, &p.c[0], 4*p.ldc, p.alpha, p.add)
}

// panel8 multiplies by a packed panel of 8 columns.
func (p *product) panel8(b *float32) {
	rs, cs := p.strides()
	panel8(p.m, p.k, &p.a[0], 4*rs, 4*cs, b, 4*narrow, &p.c[0], 4*p.ldc, p.alpha, p.add)
}

// edge multiplies by a panel that has been filled up: the result goes through scratch, from where its real columns
// are taken.
func (p *product) edge(b []float32, width int) {
	var scratch [block * wide]float32
	rs, _ := p.strides()
	q := *p
	q.c, q.ldc, q.add = scratch[:], width, false
	for i := 0; i < p.m; i += block {
		q.m = min(block, p.m-i)
		q.a = p.a[i*rs:]
		if width == wide {
			q.panel16(&b[0], 4*wide)
		} else {
			q.panel8(&b[0])
		}
		for r := range q.m {
			src, dst := scratch[r*width:r*width+p.n], p.c[(i+r)*p.ldc:(i+r)*p.ldc+p.n]
			if !p.add {
				copy(dst, src)
				continue
			}
			for j, x := range src {
				dst[j] += x
			}
		}
	}
}
