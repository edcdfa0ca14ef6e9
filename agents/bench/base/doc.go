// Package base measures what it is worth that a cloned network corrects a linear policy (policy.Base) where one explains
// the demonstrations: on each task, from a few episodes of its quiet expert, with and without.
package base
