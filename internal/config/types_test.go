package config

import (
	"fmt"
	"math"
	"strings"
	"testing"
)

type numbers struct {
	U     uint64             `yaml:"u"`
	I     int                `yaml:"i"`
	Small int8               `yaml:"small"`
	F     float64            `yaml:"f"`
	Text  string             `yaml:"text"`
	Yes   bool               `yaml:"yes"`
	Name  activation         `yaml:"name"`
	List  []int              `yaml:"list"`
	Table map[string]uint8   `yaml:"table"`
	Deep  *struct{ N int32 } `yaml:"deep"`
	In    inlined            `yaml:",inline"`
}

// activation reads itself.
type activation int

const tanh activation = 1

func (a *activation) UnmarshalText(text []byte) error {
	if string(text) != "tanh" {
		return fmt.Errorf("unknown activation %q", text)
	}
	*a = tanh
	return nil
}

type inlined struct {
	Steps int64 `yaml:"steps"`
}

// TestNumbersAreReadAsWrittenOrNotAtAll: no literal becomes another number.
func TestNumbersAreReadAsWrittenOrNotAtAll(t *testing.T) {
	for text, want := range map[string]numbers{
		"u: 18446744073709551615":   {U: math.MaxUint64},
		"u: 0xFFFFFFFFFFFFFFFF":     {U: math.MaxUint64},
		"u: 1.0e19":                 {U: 1e19},
		"u: +7":                     {U: 7},
		"i: 0o17":                   {I: 15},
		"i: -0x10":                  {I: -16},
		"i: 0b11":                   {I: 3},
		"i: 1e6":                    {I: 1_000_000},
		"i: 1.5e3":                  {I: 1500},
		"i: -2.0":                   {I: -2},
		"i: 1_000":                  {I: 1000},
		"i: -9223372036854775808":   {I: math.MinInt64},
		"f: 18446744073709551616":   {F: 1 << 64},
		"f: -1e-3":                  {F: -1e-3},
		"f: .5":                     {F: 0.5},
		"f: 0e5":                    {},
		"f: .inf":                   {F: math.Inf(1)},
		"f: 7":                      {F: 7},
		"text: 7":                   {Text: "7"},
		"text: '010'":               {Text: "010"},
		"text: |\n  a\n":            {Text: "a\n"},
		"yes: true":                 {Yes: true},
		"name: tanh":                {Name: tanh},
		"? i\n: 5":                  {I: 5},
		"steps: 5":                  {In: inlined{5}},
		"i:":                        {},
		"table: {a: 255}\nlist: []": {Table: map[string]uint8{"a": 255}, List: []int{}},
	} {
		var v numbers
		if err := Decode("c", []byte(text), &v); err != nil || fmt.Sprintf("%#v", v) != fmt.Sprintf("%#v", want) {
			t.Errorf("%s: %+v, %v", text, v, err)
		}
	}
	for text, want := range map[string]string{
		"u: 18446744073709551616":   "u is 18446744073709551616: want a whole number from 0 to 18446744073709551615",
		"u: 0x10000000000000000":    `u is "0x10000000000000000": want a whole number`,
		"u: -1":                     "u is -1: want a whole number from 0 to 18446744073709551615",
		"u: -1.0":                   "u is -1.0: want a whole number from 0 to",
		"u: 1.7":                    "u is 1.7: want a whole number",
		"u: '1'":                    `u is "1": want a whole number`,
		"i: 9223372036854775808":    "i is 9223372036854775808: want a whole number from -9223372036854775808 to 9223372036854775807",
		"i: 5.00000000000000000001": "i is 5.00000000000000000001: want a whole number",
		"i: 1e9999":                 "i is 1e9999: want a whole number from",
		"i: 1e-2":                   "i is 1e-2: want a whole number",
		"i: -1e6":                   "i is -1e6: want a whole number, written out",
		"i: 12345678901234567.0":    "i is 12345678901234567.0: want a whole number, written out",
		"i: 010":                    "i is 010: want a whole number",
		"i: 09":                     `i is "09": want a whole number`,
		"i: .inf":                   "i is .inf: want a whole number",
		"i: -.inf":                  "i is -.inf: want a whole number",
		"i: .nan":                   "i is .nan: want a whole number",
		"i: true":                   "i is true: want a whole number",
		"i: [1]":                    "i is a list: want a whole number",
		"i: {a: 1}":                 "i is a section: want a whole number",
		"small: 128":                "small is 128: want a whole number from -128 to 127",
		"f: .nan":                   "f is .nan: want a number",
		"f: nan":                    `f is "nan": want a number`,
		"f: inf":                    `f is "inf": want a number`,
		"f: 1e400":                  "f is 1e400: want a number",
		"f: 1e-400":                 "f is 1e-400: want a number",
		"f: 0x1p-2":                 `f is "0x1p-2": want a number`,
		"f: 010":                    "f is 010: want a number",
		"text: 010":                 "text is 010: want a text, this one in quotes",
		"text: 1.70":                "text is 1.70: want a text, this one in quotes",
		"text: [a]":                 "text is a list: want a text",
		"yes: 1":                    "yes is 1: want true or false",
		"name: tan":                 `name: unknown activation "tan"`,
		"list: 5":                   "list is 5: want a list",
		"list: [1, 2.5]":            "list[1] is 2.5: want a whole number",
		"table: {a: 1, b: 256}":     "table.b is 256: want a whole number from 0 to 255",
		"table: 3":                  "table is 3: want keys with values",
		"deep: {n: 2147483648}":     "deep.n is 2147483648: want a whole number from",
		"deep: [1]":                 "deep is a list: want keys with values",
		"steps: 5.5":                "steps is 5.5: want a whole number",
		"- u":                       "the configuration is a list: want keys with values",
	} {
		var v numbers
		err := Decode("c", []byte("# a line\n"+text), &v)
		if err == nil || !strings.HasPrefix(err.Error(), "c:2: "+want) {
			t.Errorf("%s: error %v, want %s", text, err, want)
		}
		if fmt.Sprintf("%#v", v) != fmt.Sprintf("%#v", numbers{}) {
			t.Errorf("%s: was read as %+v", text, v)
		}
	}
}
