package render

import (
	"image/color"
	"math"
)

// light is an amount of red, green and blue, linear: what adds up in nature, unlike the bytes of a picture.
type light struct{ r, g, b float32 }

func (a light) plus(b light) light    { return light{a.r + b.r, a.g + b.g, a.b + b.b} }
func (a light) times(k float32) light { return light{a.r * k, a.g * k, a.b * k} }
func (a light) toward(b light, t float32) light {
	return light{a.r + t*(b.r-a.r), a.g + t*(b.g-a.g), a.b + t*(b.b-a.b)}
}

// sRGB in both directions, as tables.
var (
	fromByte = decoded()
	toByte   = encoded()
)

func decoded() (table [256]float32) {
	for i := range table {
		x := float64(i) / 255
		if x <= 0.04045 {
			table[i] = float32(x / 12.92)
		} else {
			table[i] = float32(math.Pow((x+0.055)/1.055, 2.4))
		}
	}
	return table
}

func encoded() (table [4097]uint8) {
	for i := range table {
		x := float64(i) / 4096
		if x <= 0.0031308 {
			x *= 12.92
		} else {
			x = 1.055*math.Pow(x, 1/2.4) - 0.055
		}
		table[i] = uint8(x*255 + 0.5)
	}
	return table
}

func linear(c color.NRGBA) light { return light{fromByte[c.R], fromByte[c.G], fromByte[c.B]} }

func encode(x float32) uint8 { return toByte[int(min(max(x, 0), 1)*4096+0.5)] }

// put writes a pixel.
func (a light) put(pix []uint8) {
	pix[0], pix[1], pix[2], pix[3] = encode(a.r), encode(a.g), encode(a.b), 255
}

// The lamps: a sun with soft edges, a blue sky above and the ground's reflection below.
var (
	sun      = unit(vec{X: -0.38, Y: -0.42, Z: 0.82})
	sunlight = light{0.80, 0.78, 0.74}
	skylight = light{0.50, 0.53, 0.58}
	bounce   = light{0.30, 0.29, 0.27}
)

// shade is the light that a surface sends to the eye: Lambert's law for the sun, more sky the more it faces up, a
// Blinn highlight, and a pale rim where it is seen at a glance.
func shade(albedo light, normal, toEye vec) light {
	diffuse := float32(max(dot(normal, sun), 0))
	in := bounce.toward(skylight, float32(0.5+0.5*normal.Z)).plus(sunlight.times(diffuse))
	half := unit(add(sun, toEye))
	gloss := max(dot(normal, half), 0)
	gloss *= gloss // ^2
	gloss *= gloss // ^4
	gloss *= gloss // ^8
	gloss *= gloss // ^16
	gloss *= gloss // ^32
	facing := 1 - max(dot(normal, toEye), 0)
	rim := facing * facing * facing
	extra := float32(0.16*gloss + 0.07*rim)
	return light{albedo.r*in.r + extra, albedo.g*in.g + extra, albedo.b*in.b + extra}
}
