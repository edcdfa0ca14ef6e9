package rl

import (
	"maps"
	"slices"

	"github.com/fenchel-gym/fenchel/policy/net"
)

// columns are what an update in progress needs of the steps that were collected, in float32 and in float64: while it
// collects the raw observations and what the advantages are computed from, afterwards what is learned from.
func (b *ppoBuffer) columns(learning bool) (c32 map[string][]float32, c64 map[string][]float64) {
	if learning {
		return map[string][]float32{"act": b.act, "x": b.x.Data}, map[string][]float64{"adv": b.adv, "logp": b.logp, "ret": b.ret}
	}
	return map[string][]float32{"act": b.act}, map[string][]float64{
		"cut": b.cut, "logp": b.logp, "next": b.next, "obs": b.obs, "reward": b.reward, "value": b.value,
	}
}

// save adds the first steps of each environment to a State, t of them.
func (b *ppoBuffer) save(f *net.File, t int) {
	c32, c64 := b.columns(t == b.horizon)
	f.Tensors = append(f.Tensors, pack(c32, b.horizon, b.envs, t).Tensors()...)
	f.Tensors = append(f.Tensors, pack(c64, b.horizon, b.envs, t).Tensors()...)
}

// load takes them back.
func (b *ppoBuffer) load(f *net.File, t int) error {
	c32, c64 := b.columns(t == b.horizon)
	p32, p64 := pack(c32, b.horizon, b.envs, t), pack(c64, b.horizon, b.envs, t)
	if err := p32.Load(f); err != nil {
		return err
	}
	if err := p64.Load(f); err != nil {
		return err
	}
	unpack(c32, p32, b.horizon, b.envs, t)
	unpack(c64, p64, b.horizon, b.envs, t)
	return nil
}

// pack copies the first t steps of each environment's columns, in the order of the columns' names.
func pack[T float32 | float64](columns map[string][]T, horizon, envs, t int) net.Params[T] {
	var list net.Params[T]
	for _, name := range slices.Sorted(maps.Keys(columns)) {
		data := columns[name]
		width := len(data) / (horizon * envs)
		p := net.Param[T]{Name: "part." + name, Shape: []int{envs, t, width}}
		for e := range envs {
			p.Data = append(p.Data, data[e*horizon*width:][:t*width]...)
		}
		list = append(list, p)
	}
	return list
}

// unpack is the inverse of pack.
func unpack[T float32 | float64](columns map[string][]T, list net.Params[T], horizon, envs, t int) {
	for i, name := range slices.Sorted(maps.Keys(columns)) {
		data := columns[name]
		width := len(data) / (horizon * envs)
		for e := range envs {
			copy(data[e*horizon*width:], list[i].Data[e*t*width:(e+1)*t*width])
		}
	}
}
