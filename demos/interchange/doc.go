// Package interchange takes in demonstrations that other programs wrote.
//
// A Format is one way of writing them: how it is recognized, and how its episodes are read, one after another, as they
// are. It knows nothing of our tasks. A mapping then makes demonstrations of a task of them: it checks shapes and
// numbers, computes observations of recorded states and the rewards that are missing, and says what it computed or left
// out. Import puts the two together into a data set, whose manifest says where it comes from and that a replay need
// not repeat. Nothing is written unless all is well.
//
// A format is one file and one call of Register. Formats that read directories get them as an fs.FS; all of them report
// errors that begin with the place.
package interchange
