package losses

import "reflect"

// heldBytes counts the bytes of all arrays that can be reached from x through pointers, interfaces, structs and slices,
// each once and with its whole capacity: what x holds on to between calls. It is the same on every run, where a
// measured heap is not.
func heldBytes(x any) int {
	c := reach{seen: map[uintptr]bool{}}
	c.add(reflect.ValueOf(x))
	return c.bytes
}

type reach struct {
	seen  map[uintptr]bool
	bytes int
}

func (c *reach) add(v reflect.Value) {
	switch v.Kind() {
	case reflect.Pointer:
		if !v.IsNil() && c.first(v.Pointer()) {
			c.bytes += int(v.Type().Elem().Size())
			c.add(v.Elem())
		}
	case reflect.Interface:
		if !v.IsNil() {
			c.add(v.Elem())
		}
	case reflect.Struct:
		for i := range v.NumField() {
			c.add(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			c.add(v.Index(i))
		}
	case reflect.Slice:
		if v.Cap() == 0 || !c.first(v.Pointer()) {
			return
		}
		c.bytes += v.Cap() * int(v.Type().Elem().Size())
		if isFlat(v.Type().Elem().Kind()) {
			return
		}
		for i := range v.Len() {
			c.add(v.Index(i))
		}
	}
}

// first reports whether an address was not seen before.
func (c *reach) first(p uintptr) bool {
	if c.seen[p] {
		return false
	}
	c.seen[p] = true
	return true
}

// isFlat reports whether values of a kind hold no pointers.
func isFlat(k reflect.Kind) bool { return k <= reflect.Complex128 || k == reflect.String }
