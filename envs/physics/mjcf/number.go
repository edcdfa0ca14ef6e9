package mjcf

import (
	"errors"
	"math"
	"strconv"
	"strings"
)

// parseNumber reads a number as C's strtod does, and so as MuJoCo does: signs, a point without digits on one side,
// exponents, hexadecimals, inf and nan; no underscores. What is too small is zero, what is too large an error.
func parseNumber(text string) (float64, bool) {
	if strings.ContainsRune(text, '_') {
		return 0, false
	}
	if body := strings.ToLower(strings.TrimLeft(text, "+-")); strings.HasPrefix(body, "0x") && !strings.Contains(body, "p") {
		text += "p0" // Go requires an exponent
	}
	x, err := strconv.ParseFloat(text, 64)
	if errors.Is(err, strconv.ErrRange) && !math.IsInf(x, 0) {
		err = nil
	}
	return x, err == nil
}
