package kernel

const (
	wide    = 16  // columns of a panel
	half    = 8   // columns of the last panel, if no more are left
	depth   = 256 // rows of a panel: with 16 columns 16 kB, half of a first-level cache
	block   = 48  // rows of C that pass through scratch at the edge, a multiple of 12 and 6
	inPlace = 192 // up to so many rows of C, packing B costs more than it brings
)

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
			if q.n <= half {
				width = half
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
	panel8(p.m, p.k, &p.a[0], 4*rs, 4*cs, b, 4*half, &p.c[0], 4*p.ldc, p.alpha, p.add)
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
