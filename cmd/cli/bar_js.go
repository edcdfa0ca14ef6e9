package cli

import "io"

// bar is nothing in a browser, where there is no terminal; mpb does not build for it.
type bar struct{}

func newBar(*stdio, string, int) *bar { return nil }

func (*bar) set(int)    {}
func (*bar) say(string) {}
func (*bar) stop()      {}

func (*bar) above(io.Writer, string) {}
