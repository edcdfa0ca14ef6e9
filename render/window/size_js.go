package window

// In a browser one thread paints, at a third of the speed.
const (
	mostPixels = 1280 * 720
	mostTraced = 480 * 270
)
