// Package keys is the one table of what keys do in fenchel's windows: F1, the README, `describe --keys` and the checks of
// a person's own bindings read it. Where MuJoCo's simulate has a key for something, that key is ours:
// Space, ←, →, +, −, Backspace, [, ], Tab, Esc, F1, F2, F5, F6, C, J and M.
//
// A key is named by its place on an American keyboard ("ArrowLeft", "BracketLeft"), a letter by what is printed on it
// ("K"), and a sign by what it types ("+"). Shift and Ctrl are written before it: "Shift ArrowRight".
package keys
