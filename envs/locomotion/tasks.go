package locomotion

// Row is a task of this package: its id, its parameters as its source sets them, and its constructor.
type Row struct {
	Name     string
	Default  func() Options
	New      func(Options) *Task
	Tags     []string // what kind of task it is
	Variants []string // of the id, beside those that every task has: MaxMargins, where margins matter
}

// Tasks lists the tasks of this package.
func Tasks() []Row {
	move, reach := []string{"locomotion", "continuous"}, []string{"locomotion", "manipulation", "continuous"}
	margins := []string{maxMargins}
	return []Row{
		{"hopper", DefaultHopper, NewHopper, move, margins},
		{"walker2d", DefaultWalker2d, NewWalker2d, move, nil},
		{"halfcheetah", DefaultHalfCheetah, NewHalfCheetah, move, nil},
		{"ant", DefaultAnt, NewAnt, move, margins},
		{"swimmer", DefaultSwimmer, NewSwimmer, move, nil},
		{"humanoid", DefaultHumanoid, NewHumanoid, move, margins},
		{"reacher", DefaultReacher, NewReacher, reach, nil},
		{"pusher", DefaultPusher, NewPusher, reach, margins},
		{"inverted-pendulum", DefaultInvertedPendulum, NewInvertedPendulum, move, nil},
		{"inverted-double-pendulum", DefaultInvertedDoublePendulum, NewInvertedDoublePendulum, move, nil},
	}
}
