package mjcf_test

import (
	"fmt"

	"github.com/fenchel-gym/fenchel/envs/physics/mjcf"
)

// A model is text, compiled and then stepped.
func Example() {
	const pendulum = `
<mujoco model="pendulum">
  <option timestep="0.001" integrator="RK4"/>
  <worldbody>
    <light pos="0 0 3"/>
    <body pos="0 0 1">
      <joint name="pivot" axis="0 1 0"/>
      <geom type="sphere" size="0.05" pos="0 0 -0.5" mass="1"/>
    </body>
  </worldbody>
</mujoco>`
	m, warnings, err := mjcf.Parse("pendulum.xml", []byte(pendulum))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, w := range warnings {
		fmt.Println(w)
	}
	d := m.NewData()
	d.QPos[0] = 0.1
	for d.QPos[0] > 0 { // a quarter of a period
		m.Step(d)
	}
	fmt.Printf("%d body of %v kg swings with a period of %.2f s\n", m.NBody-1, m.BodyMass[1], 4*d.Time)
	// Output:
	// pendulum.xml:5: <light>: not kept: the viewer has its own
	// 1 body of 1 kg swings with a period of 1.42 s
}

// Errors point at the line and the element, all at once.
func Example_errors() {
	const broken = `
<mujoco>
  <worldbody>
    <body name="leg">
      <joint name="thigh" range="30 -30"/>
      <geom size="0.1" colour="red"/>
    </body>
  </worldbody>
</mujoco>`
	_, _, err := mjcf.Parse("hopper.xml", []byte(broken))
	fmt.Println(err)
	// Output:
	// hopper.xml:5: joint "thigh": range is reversed
	// hopper.xml:6: <geom>: unknown attribute "colour"
}
