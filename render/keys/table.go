package keys

// Command is what a person can ask a window for.
type Command uint8

// The commands.
const (
	None Command = iota
	Quit
	PlayPause
	Forward
	Backward
	Forward10
	Backward10
	Forward100
	Backward100
	FirstStep
	LastStep
	NextEpisode
	PreviousEpisode
	Restart
	Faster
	Slower
	Panels
	NextPage
	PreviousPage
	HeatMap
	Info
	NextCamera
	PreviousCamera
	Track
	FirstCamera
	Contacts
	Joints
	Mass
	Frames
	FullScreen
	Help
	TakeOver
	EndHere
	Keep
	Discard
	Tag
	Succeed
	Fail
)

// Context is a set of situations in which keys mean something.
type Context uint8

// The situations. While a person drives, the keys of the viewer belong to the task.
const (
	Watching Context = 1 << iota
	Driving          // a person acts, or a policy from which one may take over
	Paused           // an episode that is driven rests
	Deciding         // an episode has ended, and is to be kept or not
)

// Binding is the keys of a command.
type Binding struct {
	Command Command
	Keys    []string
	In      Context
	Does    string
	Repeats bool // while a key is held
}

const always = Watching | Driving | Paused | Deciding

// Table is all of them, in the order in which help lists them.
var Table = []Binding{
	{PlayPause, []string{"Space"}, Watching | Driving | Paused, "play, pause", false},
	{PlayPause, []string{"Escape"}, Driving | Paused, "pause, go on", false},
	{Forward, []string{"ArrowRight"}, Watching, "one step forward", true},
	{Backward, []string{"ArrowLeft"}, Watching, "one step back", true},
	{Forward10, []string{"Shift ArrowRight"}, Watching, "ten steps forward", true},
	{Backward10, []string{"Shift ArrowLeft"}, Watching, "ten steps back", true},
	{Forward100, []string{"Ctrl ArrowRight"}, Watching, "a hundred steps forward", true},
	{Backward100, []string{"Ctrl ArrowLeft"}, Watching, "a hundred steps back", true},
	{FirstStep, []string{"Home"}, Watching, "first step", false},
	{LastStep, []string{"End"}, Watching, "last step", false},
	{NextEpisode, []string{"PageDown", "N"}, Watching, "next episode", false},
	{PreviousEpisode, []string{"PageUp", "P"}, Watching, "previous episode", false},
	{Restart, []string{"Backspace", "R"}, Watching | Paused | Deciding, "again, from the same start", false},
	{Faster, []string{"+", "=", "ArrowUp"}, Watching, "faster", true},
	{Slower, []string{"-", "−", "ArrowDown"}, Watching, "slower", true},
	{Faster, []string{"+", "="}, Driving | Paused, "faster", false},
	{Slower, []string{"-", "−"}, Driving | Paused, "slower", false},
	{Panels, []string{"Tab"}, Watching | Driving | Paused, "energy over the action", false},
	{Panels, []string{"E"}, Watching, "energy over the action", false},
	{NextPage, []string{"."}, Watching | Driving | Paused, "next page of the energy", false},
	{PreviousPage, []string{","}, Watching | Driving | Paused, "previous page of the energy", false},
	{HeatMap, []string{"H"}, Watching | Paused, "energy as a heat map, over the next pair of axes", false},
	{Info, []string{"F2"}, always, "observations and actions by name", false},
	{NextCamera, []string{"]"}, Watching | Driving | Paused, "next camera of the model", false},
	{PreviousCamera, []string{"["}, Watching | Driving | Paused, "previous camera of the model", false},
	{Track, []string{"T"}, Watching | Paused, "camera follows, stays", false},
	{FirstCamera, []string{"Escape"}, Watching, "camera as at first", false},
	{Contacts, []string{"C"}, Watching | Paused, "contacts", false},
	{Joints, []string{"J"}, Watching | Paused, "joint axes", false},
	{Mass, []string{"M"}, Watching | Paused, "center of mass", false},
	{Frames, []string{"F6"}, always, "frames of the bodies", false},
	{TakeOver, []string{"X"}, Driving | Paused, "take over from the policy, give back", false},
	{EndHere, []string{"Enter"}, Driving, "end the episode here", false},
	{Keep, []string{"K", "Enter"}, Deciding, "keep the episode", false},
	{Discard, []string{"D", "Delete"}, Deciding, "discard it", false},
	{Tag, []string{"T"}, Deciding, "tag it, or no longer", false},
	{Succeed, []string{"S"}, Deciding, "call it a success", false},
	{Fail, []string{"F"}, Deciding, "call it a failure", false},
	{FullScreen, []string{"F5"}, always, "full screen", false},
	{Help, []string{"F1"}, always, "this help", false},
	{Quit, []string{"Q"}, Watching | Paused | Deciding, "quit", false},
}

// Mouse is what the mouse does, in the same form.
var Mouse = [...][2]string{
	{"drag", "turn the camera, or move a flat picture"},
	{"right drag, Shift drag", "move the picture"},
	{"wheel", "zoom"},
	{"Ctrl drag", "push a body, where it is recorded"},
	{"timeline", "go to a step, while watching"},
}
