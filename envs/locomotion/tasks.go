package locomotion

// Row is a task of this package: its id, its parameters as its source sets them, and its constructor.
type Row struct {
	Name     string
	Default  func() Options
	New      func(Options) *Task
	Variants []string // of the id, besides those that every task has: MaxMargins, where margins matter
}

// Tasks lists the tasks of this package.
func Tasks() []Row {
	margins := []string{maxMargins}
	return []Row{
		{"hopper", DefaultHopper, NewHopper, margins},
		{"walker2d", DefaultWalker2d, NewWalker2d, nil},
		{"halfcheetah", DefaultHalfCheetah, NewHalfCheetah, nil},
		{"ant", DefaultAnt, NewAnt, margins},
		{"swimmer", DefaultSwimmer, NewSwimmer, nil},
		{"humanoid", DefaultHumanoid, NewHumanoid, margins},
		{"reacher", DefaultReacher, NewReacher, nil},
		{"pusher", DefaultPusher, NewPusher, margins},
		{"inverted-pendulum", DefaultInvertedPendulum, NewInvertedPendulum, nil},
		{"inverted-double-pendulum", DefaultInvertedDoublePendulum, NewInvertedDoublePendulum, nil},
	}
}
