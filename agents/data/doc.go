// Package data holds what learners read: demonstrated pairs (s, y) of one task, split into those that are trained on
// and those that are reserved for validation, and handed out in batches by a sampler whose state is a cursor.
//
// What exceeds the memory that a Storage allows waits in a nameless file, and changes no byte of what is learned.
package data
