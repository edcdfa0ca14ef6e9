package config

import (
	"fmt"
	"math/big"
	"regexp"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/token"
)

// decimal is a number with a point, an exponent, or more digits than a uint64 has. A leading zero is refused: YAML 1.1 took
// 010 for 8, YAML 1.2 takes it for 10.
var decimal = regexp.MustCompile(`^[-+]?((0|[1-9][0-9]*)(\.[0-9]*)?|\.[0-9]+)([eE][-+]?[0-9]{1,4})?$`)

// decimalText is the literal of a number that the parser found no integer in, "" where it is no number.
func decimalText(n ast.Node) string {
	text := n.GetToken().Value
	switch {
	case n.Type() == ast.FloatType:
		text = strings.ReplaceAll(text, "_", "")
	case n.GetToken().Type != token.StringType: // one in quotes is a text
		return ""
	}
	if !decimal.MatchString(text) {
		return ""
	}
	return text
}

// wholeNumber is the number that a literal names, nil where it is not whole, and whether the decoder reads it exactly.
func wholeNumber(n ast.Node) (x *big.Int, exact bool) {
	if i, ok := n.(*ast.IntegerNode); ok && !zeroFirst(i) {
		x, _ = new(big.Int).SetString(fmt.Sprint(i.Value), 10)
		return x, true
	}
	text := decimalText(n)
	f, _, err := big.ParseFloat(text, 10, 64+4*uint(len(text)), big.ToNearestEven)
	if err != nil || !f.IsInt() {
		return nil, false
	}
	x, _ = f.Int(nil)
	_, accuracy := f.Float64()
	return x, accuracy == big.Exact && (n.Type() == ast.FloatType || f.Sign() >= 0)
}

// isNumber reports whether a literal is a number that a float64 comes near to.
func isNumber(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.IntegerNode:
		return !zeroFirst(n)
	case *ast.InfinityNode:
		return true
	}
	text := decimalText(n)
	x, err := strconv.ParseFloat(text, 64)
	mantissa, _, _ := strings.Cut(strings.ToLower(text), "e")
	return err == nil && (x != 0 || !strings.ContainsAny(mantissa, "123456789")) // 1e-400 is not 0
}

// zeroFirst reports whether an integer is written like 010.
func zeroFirst(n *ast.IntegerNode) bool {
	return n.Token.Type == token.OctetIntegerType && !strings.Contains(n.Token.Value, "o")
}
