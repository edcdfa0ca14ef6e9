// Package demos keeps demonstrations: it records the episodes that an expert plays and reads them back.
//
// A data set is a directory. manifest.json says what it is of: the task with its units, physics version and content
// hash, who acted and with what noise, the seed. It lists no episodes: the directory is the truth.
//
//	pendulum-demos/
//	  manifest.json
//	  episode-000000.mcap            one episode a file
//	  episodes-000001-001000.mcap    a thousand tiny ones
//	  recording.lock                 while a recorder is at work
//
// A recording is an MCAP file (https://mcap.dev), so that Foxglove and its tools open it. Each episode of T steps is a
// metadata record with its seed, stream, end and tags, and one chunk (of long episodes several) of T+1 protobuf messages on the topic /step:
//
//	obs s₀ act a₀ applied a₀' reward r₀ · obs s₁ act a₁ … · obs s_T
//
// Where the policy that acted knows what a learner should imitate instead of what was sent (the action before noise, the
// expert's where a learner acted), each step also has that label and who acted; learning takes the label.
//
// as float64 in the task's own units, at the simulated time step × period. The file is closed and never changed.
//
// # What is promised
//
// An episode that Recorder.Append has acknowledged survives kill -9 at any moment and, as far as the disk keeps its
// promise about fsync, a power cut (package disk says how). One recorder works in a directory at a time, and readers
// need no lock: they see whole files only.
//
// Nothing damaged is read as data. The mcap library writes our files and does not read them: of single flipped bits its
// reader passes thousands in silence and some bring the process down. The reader here knows the one order of records
// that the recorder writes and insists on it, compares every checksum (the whole data section, the summary, each chunk,
// each episode's facts), bounds every size before allocating, and finally asks of an episode that it has T+1
// observations, T actions and T rewards of the right width, step numbers and times. The price is that an MCAP file of
// other origin is refused.
//
// The stream that an episode started from is recorded as (Seed, Purpose, Index) of envs.Stream, so that its actions
// reproduce it: Replay does, and names the first number that differs.
//
//	rec, err := demos.Create("pendulum-demos", demos.NewManifest(env.Spec(), demos.Actor{Name: "expert"}, 0), demos.DefaultOptions())
//	for range 10 {
//		demo, err := rec.Record(rollout)
//	}
//	d, err := demos.Open("pendulum-demos")
//	for demo, err := range d.All() {
//	}
package demos
