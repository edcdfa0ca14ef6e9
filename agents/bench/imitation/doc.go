// Package imitation is the benchmark of imitation learning from few demonstrations: on each task every method learns from
// the first n episodes of one recording of the task's expert, under several training seeds, and is measured on starts
// that all have in common.
//
// All choices are made by the validation error of the decoded action, on episodes of the expert that are reserved for
// that and never trained on: the weights that a run keeps, the candidate of a method (once, at one number of
// demonstrations), and the method that is named before any return is looked at. Returns choose nothing.
package imitation
