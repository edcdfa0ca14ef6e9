//go:build !js

package window

// The most pixels that are painted for a frame, and of these the most that are traced: a flat scene takes about 8 ns a
// pixel, a solid one 50 ns shared by the processors.
const (
	mostPixels = 1920 * 1080
	mostTraced = 1000 * 600
)
