// Package multilabel makes a multilabel data set a one-step task: the observation is a row's features x, the action a
// point p of the cube [0,1]^k over its k labels, and the reward the share of labels that p, rounded, gets right.
//
//	Reset: draw a row (x, y)     Step: reward = 1 − (1/k) Σ |round(p_i) − y_i|, the end is Reached
//
// So classification by an energy, p* = argmax_{p∈[0,1]^k} Φ(v,p) − Ω(p), is trained, evaluated and compared by the
// same code as control. The labels are privileged: no observation holds them, Task.Labels hands them to the expert.
//
// Data sets are ARFF files, dense or sparse. Which attributes are labels is said by Mulan's XML file next to them, by
// MEKA's option -C in the relation's name, or by the caller. Nominal features of more than two values become one
// column for each value, those of two values one column of 0 and 1; a missing number becomes the mean of its column
// over the training rows, a missing nominal value a row of zeros. Strings and dates become no column. A text that is
// not UTF-8 is taken for Latin-1.
package multilabel
