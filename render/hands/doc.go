// Package hands lets a person act in a task: it turns what mouse, keyboard and gamepad do into actions, and records
// the episodes.
//
// A Driver is one device's way of acting. It is told every tick what the devices did, as a scene.Input, and asked for an
// action whenever a step is due. Devices are plain data, so that tests drive as people do, with no window.
//
//	mouse      the target follows the pointer, once it has come near the agent; for tasks that can be pointed at
//	keyboard   each pair of keys moves one action axis: a force or torque ramps up while a key is held and back when it is
//	           let go, a target moves at a speed that ramps
//	gamepad    the sticks are axes, with a dead zone in the middle and finer steps near it
//
// A Session records: count-down, driving, and at the end the choice to keep the episode, discard it, or drive it again.
// An episode is on the disk, whole, from the moment that it ends: the choice only amends or removes it. A window that is
// closed, or a program that is killed, loses no ended episode.
package hands
