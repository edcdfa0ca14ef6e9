//go:build !amd64

package kernel

const avx512 = false

func narrowVectors() func() { return func() {} }
