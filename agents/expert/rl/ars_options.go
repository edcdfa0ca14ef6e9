package rl

// ARSOptions are the constants of ARS.
type ARSOptions struct{}

// DefaultARS .
func DefaultARS() ARSOptions { return ARSOptions{} }

func (o ARSOptions) validate() error { return nil }

// SACOptions are the constants of SAC.
type SACOptions struct{}

// DefaultSAC .
func DefaultSAC() SACOptions { return SACOptions{} }

func (o SACOptions) validate() error { return nil }
