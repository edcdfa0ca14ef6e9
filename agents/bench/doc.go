// Package bench holds fenchel's benchmarks: experiments that record demonstrations, train on them and measure what was
// learned, and that write the tables, charts and pages behind the figures of the README.
//
// Each is one package with its configuration, its grid of trainings, its tables and their presentation. Package grid is
// what they have in common: cells whose results are kept in files, recordings, the names of directories, the forms of
// tables.
package bench
