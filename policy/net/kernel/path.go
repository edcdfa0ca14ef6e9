package kernel

// avx2 tells whether the assembly is used.
var avx2 = false
