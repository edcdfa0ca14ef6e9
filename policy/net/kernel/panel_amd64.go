package kernel

const (
	depth   = 256 // rows of a panel: with 16 columns 16 kB, with 32 the 32 kB of a first-level cache
	block   = 48  // rows of C that pass through scratch at the edge, a multiple of 12 and 6
	inPlace = 192 // up to so many rows of C, packing B costs more than it brings
)

// panelWidth returns the columns of a panel: two registers.
func panelWidth() int {
	if avx512 {
		return 32
	}
	return 16
}

// panels computes op(A)·op(B) panel by panel.
func (p *product) panels() {
	if p.k <= depth/4 { // Go clears what is declared, which small products would feel
		var pack [depth / 4 * 32]float32
		p.panelsThrough(pack[:])
		return
	}
	var pack [depth * 32]float32
	p.panelsThrough(pack[:])
}

// panelsThrough does it with room for a packed panel. All of a panel's rows of A pass by before the next is packed.
// The last panel is half as wide if no more columns are left.
func (p *product) panelsThrough(pack []float32) {
	wide := panelWidth()
	q := *p
	for l := 0; l < p.k; l += depth {
		q.k = min(depth, p.k-l)
		for j := 0; j < p.n; j += wide {
			q.n = min(wide, p.n-j)
			q.a = p.a[offset(p.transA, 0, l, p.lda):]
			q.b = p.b[offset(p.transB, l, j, p.ldb):]
			q.c = p.c[j:]
			width := wide
			if q.n <= wide/2 {
				width = wide / 2
			}
			if q.n == width && !p.transB && p.m <= inPlace {
				q.panel(q.b, q.ldb, width)
				continue
			}
			q.pack(pack, width)
			q.panel(pack, width, width)
		}
		q.add = true
	}
}

// pack writes the panel op(B), k×n, row after row into dst, rows being filled up with zeros to width.
func (p *product) pack(dst []float32, width int) {
	switch {
	case p.transB:
		p.packTransposed(dst, width)
	case p.n == 32:
		for l := range p.k {
			*(*[32]float32)(dst[l*32:]) = *(*[32]float32)(p.b[l*p.ldb:])
		}
	case p.n == 16 && width == 16:
		for l := range p.k {
			*(*[16]float32)(dst[l*16:]) = *(*[16]float32)(p.b[l*p.ldb:])
		}
	default:
		for l := range p.k {
			row := dst[l*width : (l+1)*width]
			clear(row[copy(row, p.b[l*p.ldb:l*p.ldb+p.n]):])
		}
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

// panel multiplies by a panel of that width whose rows are ldb apart. Columns that C does not have are left out: by a
// mask with AVX-512, otherwise by scratch.
func (p *product) panel(b []float32, ldb, width int) {
	switch {
	case avx512:
		p.masked(b, ldb, width)
	case p.n < width:
		p.edge(b, width)
	default:
		p.whole(b, ldb, width)
	}
}

// masked multiplies by a panel of 32 or 16 columns with AVX-512.
func (p *product) masked(b []float32, ldb, width int) {
	rs, cs := p.strides()
	mask := uint32(1)<<(p.n-(width-16)) - 1 // of the last register
	if width == 32 {
		panel32Masked(p.m, p.k, &p.a[0], 4*rs, 4*cs, &b[0], 4*ldb, &p.c[0], 4*p.ldc, p.alpha, p.add, mask)
		return
	}
	panel16Masked(p.m, p.k, &p.a[0], 4*rs, 4*cs, &b[0], 4*ldb, &p.c[0], 4*p.ldc, p.alpha, p.add, mask)
}

// whole multiplies by a panel of 16 or 8 columns with AVX2.
func (p *product) whole(b []float32, ldb, width int) {
	rs, cs := p.strides()
	if width == 16 {
		panel16(p.m, p.k, &p.a[0], 4*rs, 4*cs, &b[0], 4*ldb, &p.c[0], 4*p.ldc, p.alpha, p.add)
		return
	}
	panel8(p.m, p.k, &p.a[0], 4*rs, 4*cs, &b[0], 4*ldb, &p.c[0], 4*p.ldc, p.alpha, p.add)
}

// edge multiplies by a panel that has been filled up: the result goes through scratch, from where its real columns
// are taken.
func (p *product) edge(b []float32, width int) {
	var scratch [block * 16]float32
	rs, _ := p.strides()
	q := *p
	q.c, q.ldc, q.add = scratch[:], width, false
	for i := 0; i < p.m; i += block {
		q.m = min(block, p.m-i)
		q.a = p.a[i*rs:]
		q.whole(b, width, width)
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
