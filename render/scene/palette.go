package scene

import "image/color"

// The palette. Every task uses these roles, so that color means the same everywhere; they are distinct for the
// color-blind and in gray.
var (
	Background = color.NRGBA{0xF7, 0xF7, 0xF4, 0xFF} // paper
	Ink        = color.NRGBA{0x22, 0x26, 0x2B, 0xFF} // text, outlines
	Faint      = color.NRGBA{0xC9, 0xCD, 0xD2, 0xFF} // rails, grids, ground
	Body       = color.NRGBA{0x2F, 0x5D, 0x8C, 0xFF} // the body that moves
	Limb       = color.NRGBA{0x5B, 0x8F, 0xC4, 0xFF} // its links
	Joint      = color.NRGBA{0x1B, 0x35, 0x52, 0xFF} // axles and joints
	Goal       = color.NRGBA{0x2E, 0x8B, 0x57, 0xFF} // where to go
	Accent     = color.NRGBA{0xD9, 0x6C, 0x1E, 0xFF} // the action: force, torque, set-point
	Counter    = color.NRGBA{0x7A, 0x4E, 0xB0, 0xFF} // the action where it is negative
	Alarm      = color.NRGBA{0xB3, 0x1B, 0x2C, 0xFF} // limits, failure
)

// Signed is the color of an action with the sign of x.
func Signed(x float64) color.NRGBA {
	if x < 0 {
		return Counter
	}
	return Accent
}

// Mix is the color a share t of the way from a to b.
func Mix(a, b color.NRGBA, t float64) color.NRGBA {
	t = min(max(t, 0), 1)
	mix := func(x, y uint8) uint8 { return uint8(float64(x) + float64(t*(float64(y)-float64(x))) + 0.5) }
	return color.NRGBA{mix(a.R, b.R), mix(a.G, b.G), mix(a.B, b.B), mix(a.A, b.A)}
}

// Fade is the color c with its opacity scaled by a share t.
func Fade(c color.NRGBA, t float64) color.NRGBA {
	c.A = uint8(float64(c.A)*min(max(t, 0), 1) + 0.5)
	return c
}
