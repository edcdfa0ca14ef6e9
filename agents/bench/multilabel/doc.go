// Package multilabel is the benchmark of multilabel classification: on each data set every energy learns by every loss,
// under several seeds, and names the labels of the test rows.
//
// All choices are made on development rows. Each seed draws its own share of the training rows for that, trains on the
// others, and after every epoch measures the running mean of its weights on those set apart. The candidate of a method is
// the one whose mean curve over the tuning's seeds is highest; its number of epochs is where its mean curve over all seeds
// is highest; the one configuration that is named is the Fenchel-Young method whose curve is highest. Then every seed
// trains again, on all training rows, for that many epochs. Test rows choose nothing.
package multilabel
