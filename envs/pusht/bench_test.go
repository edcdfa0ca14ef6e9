package pusht

import "testing"

func BenchmarkControl(b *testing.B) {
	b.Run("alone", func(b *testing.B) {
		w := NewWorld()
		b.ReportAllocs()
		for b.Loop() {
			w.Control(Vec{100, 100})
		}
	})
	b.Run("pushing", func(b *testing.B) {
		r := rollouts(b)[3]
		w := r.world()
		b.ReportAllocs()
		i := 0
		for b.Loop() {
			if i == len(r.Actions) {
				w, i = r.world(), 0
			}
			w.Control(Vec{r.Actions[i][0], r.Actions[i][1]})
			i++
		}
	})
}

func BenchmarkSincos(b *testing.B) {
	x := 0.0
	for b.Loop() {
		x += 0.1
		sincos(x)
	}
}
