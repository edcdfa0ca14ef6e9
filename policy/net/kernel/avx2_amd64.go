package kernel

import "golang.org/x/sys/cpu"

//go:generate go run -C gen . -out ../avx2_amd64.s -stubs ../avx2_decl_amd64.go -pkg kernel

var haveAVX2 = cpu.X86.HasAVX2 && cpu.X86.HasFMA

const (
	wide   = 16  // columns of a panel
	narrow = 8   // columns of the last panel, if no more are left
	depth  = 256 // rows of a panel: with 16 columns 16 kB, half of a first-level cache
	block  = 48  // rows of C that pass through scratch at the edge, a multiple of 12 and 6
)

// fast computes the product by assembly. There are three ways, chosen by the shape alone:
//
//   - a single row of op(A) meets B as it lies in memory;
//   - narrow or flat products with Bᵀ are made of dot products, also without packing;
//   - otherwise B is packed into panels of 16 columns, and each meets six rows of A at a time.
func (p *product) fast() {
	switch {
	case p.transB && (p.m < 4 || p.n <= 2*narrow || p.m <= narrow):
		p.dots()
	case !p.transB && p.m <= 2:
		p.rows()
	default:
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

// rows computes op(A)·B row by row.
func (p *product) rows() {
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
	rs, cs := p.strides()
	switch {
	case p.n < width:
		p.edge(b, width)
	case width == wide:
		panel16(p.m, p.k, &p.a[0], 4*rs, 4*cs, &b[0], 4*wide, &p.c[0], 4*p.ldc, p.alpha, p.add)
	default:
		panel8(p.m, p.k, &p.a[0], 4*rs, 4*cs, &b[0], 4*narrow, &p.c[0], 4*p.ldc, p.alpha, p.add)
	}
}

// edge multiplies by a panel that has been filled up: the result goes through scratch, from where its real columns
// are taken.
func (p *product) edge(b []float32, width int) {
	var scratch [block * wide]float32
	rs, cs := p.strides()
	for i := 0; i < p.m; i += block {
		m := min(block, p.m-i)
		if width == wide {
			panel16(m, p.k, &p.a[i*rs], 4*rs, 4*cs, &b[0], 4*wide, &scratch[0], 4*wide, p.alpha, false)
		} else {
			panel8(m, p.k, &p.a[i*rs], 4*rs, 4*cs, &b[0], 4*narrow, &scratch[0], 4*narrow, p.alpha, false)
		}
		for r := range m {
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
