// Package playback turns rollouts into frames: a task's scene with step, return and actions below it, and at its right the
// energy Φ(v,·) − Ω over each axis of the action, which shows why the policy chose what it chose.
//
// A Player steps through episodes, rewinds through snapshots and fills a scene.Frame for each moment. It is what a
// window plays, so that a viewer of one's own task is
//
//	player := playback.New(env, policy, playback.Options{Name: "mine"})
//	options := window.DefaultOptions()
//	err := window.Run(ctx, player, options) // E shows the energy
//
// and what a Camera films without any display.
package playback
