package locomotion

// Row is a task of this package: its id, its parameters as its source sets them, and its constructor.
type Row struct {
	Name     string
	Default  func() Options
	New      func(Options) *Task
	Variants []string // of the id, besides those that every task has: ReleaseVariant, and MaxMargins where margins matter
}

// Tasks lists the tasks of this package.
func Tasks() []Row {
	common := []string{ReleaseVariant}
	margins := []string{ReleaseVariant, maxMargins}
	return []Row{
		{"hopper", DefaultHopper, NewHopper, margins},
		{"walker2d", DefaultWalker2d, NewWalker2d, common},
		{"halfcheetah", DefaultHalfCheetah, NewHalfCheetah, common},
		{"ant", DefaultAnt, NewAnt, margins},
		{"swimmer", DefaultSwimmer, NewSwimmer, common},
		{"humanoid", DefaultHumanoid, NewHumanoid, margins},
		{"reacher", DefaultReacher, NewReacher, common},
		{"pusher", DefaultPusher, NewPusher, margins},
		{"inverted-pendulum", DefaultInvertedPendulum, NewInvertedPendulum, common},
		{"inverted-double-pendulum", DefaultInvertedDoublePendulum, NewInvertedDoublePendulum, common},
	}
}
