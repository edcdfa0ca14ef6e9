package physics

// SetConst checks the given fields of a Model and computes the derived ones. It returns all the faults it finds,
// each naming its element. It must be called once, before NewData.
func (m *Model) SetConst() error {
	return nil
}
