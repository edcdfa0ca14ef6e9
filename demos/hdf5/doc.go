// Package hdf5 reads and writes the part of HDF5 that data sets of demonstrations are written in.
//
// An HDF5 file is a tree of groups, whose leaves are datasets: arrays of one type of element with a shape. Both carry
// attributes, which are small arrays. The package reads what the HDF5 libraries 1.8 to 2.0 write for integers, floats,
// enumerations (booleans are one), strings of fixed and of variable length, in all layouts that keep the data in the
// file: contiguous, compact and chunked, with any index of the chunks, compressed by gzip, shuffled and with checksums.
// Whatever else a file holds is listed by name, and refused by name with ErrUnsupported when it is opened.
//
// A file is not trusted. Each checksum that the format has is verified (files of the superblocks 0 and 1 have none for
// what describes the data; data has one where the filter fletcher32 is on). What is damaged is an ErrDamaged and never a
// panic, and no promise of a header makes the reader hold more memory than Limits allow.
//
// Rows of a dataset are read a range at a time:
//
//	f, err := hdf5.Open(file, size, hdf5.DefaultLimits())
//	obs, err := f.Root().Dataset("data/demo_0/obs/object")
//	x := make([]float64, 100*obs.Width())
//	err = obs.Float64s(x, 200) // the rows 200 to 299
//
// A Writer writes files row by row, which need not fit into memory:
//
//	w := hdf5.NewWriter(file)
//	obs := w.Root().Group("data").Dataset("obs", hdf5.Float32, []int{17}, hdf5.DefaultStorage())
//	obs.Float64s(x...)
//	err = w.Close()
//
// The source of the layouts is the HDF5 File Format Specification Version 3.0, by its section numbers below.
package hdf5
