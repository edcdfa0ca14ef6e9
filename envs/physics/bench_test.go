package physics

import "testing"

// BenchmarkStep replays stored rollouts, reset every 200 environment steps, and reports physics steps per second.
func BenchmarkStep(b *testing.B) {
	for _, name := range modelNames {
		b.Run(name, func(b *testing.B) {
			m := loadModel(b, name)
			var seqs []*trajectory
			readLines(b, reference(b, "traj", name+".jsonl.gz"), func(r *trajectory) { seqs = append(seqs, r) })
			d := m.NewData()
			b.ReportAllocs()
			b.ResetTimer()
			for n := 0; n < b.N; {
				for _, r := range seqs {
					m.Reset(d)
					copy(d.QPos, r.QPos[0])
					copy(d.QVel, r.QVel[0])
					for _, ctrl := range r.Ctrl {
						copy(d.Ctrl, ctrl)
						for range r.FrameSkip {
							m.Step(d)
							if n++; n >= b.N {
								b.ReportMetric(float64(n)/b.Elapsed().Seconds(), "steps/s")
								return
							}
						}
					}
				}
			}
		})
	}
}
