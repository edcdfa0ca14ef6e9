//go:build !amd64

package kernel

// Without assembly, nothing is done here and everything by plain Go.

const haveAVX2 = false

func (p *product) way() way { return byGo }
func (p *product) fast(way) { panic("kernel: no assembly") }

func fastApply(Func, []float32, []float32) bool               { return false }
func fastBias(Func, int, int, []float32, int, []float32) bool { return false }
func fastSlope(Func, []float32, []float32) bool               { return false }
func fastSumSquares([]float32) (float64, bool)                { return 0, false }
func fastAddRows([]float32, int, int, []float32, int) bool    { return false }
func fastScale([]float32, float32) bool                       { return false }
func fastApproach(_, _ []float32, _ float32) bool             { return false }
func fastNarrow([]float32, []float64) bool                    { return false }
func fastAdam(_, _, _, _ []float32, _ *AdamStep) bool         { return false }
