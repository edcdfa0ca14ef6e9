package multilabel

// peak is where a mean curve is highest, the first of equals.
type peak struct {
	candidate, epoch int
	height           float64
	curve            []float64
}

// labelCurve is the label accuracy on the development rows by epoch, f1Curve the sample F1.
func labelCurve(t *Trial) []float64 { return t.Label }
func f1Curve(t *Trial) []float64    { return t.F1 }

// highest is the peak of the mean curve of some trials; trials that ended early stay at their last epoch.
func highest(trials []Trial, curve func(*Trial) []float64) peak {
	var p peak
	epochs := 0
	for i := range trials {
		epochs = max(epochs, len(curve(&trials[i])))
	}
	p.curve = make([]float64, epochs)
	for i := range trials {
		c := curve(&trials[i])
		for e := range p.curve {
			if len(c) > 0 {
				p.curve[e] += c[min(e, len(c)-1)] / float64(len(trials))
			}
		}
	}
	for e, h := range p.curve {
		if h > p.height {
			p.epoch, p.height = e+1, h
		}
	}
	return p
}
