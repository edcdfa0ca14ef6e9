// Package interchange takes in demonstrations that other programs wrote, and writes ours as they do.
//
// A Format is one way of writing them: how it is recognized, and how its episodes are read, one after another, as they
// are. It knows nothing of our tasks. A mapping then makes demonstrations of a task of them: it checks shapes and
// numbers, computes observations of recorded states and the rewards that are missing, and says what it computed or left
// out. Import puts the two together into a data set, whose manifest says where it comes from and that a replay need
// not repeat. Nothing is written unless all is well.
//
// What formats lack or add is handled by rules, and each use of one is a note of the report:
//
//   - The observation after the last action is the last of T+1, or that of next_observations or next_obs, or computed by
//     replay; otherwise the last action is dropped, and with it the end of the episode.
//   - A termination is a failure and a truncation the horizon, unless the file is an export of ours, which keeps the word.
//     Of D4RL, an episode ends where terminals or timeouts are set; the last rows may be unfinished. Of robomimic, a last
//     step that is done and rewarded is a success, and the filters of an episode are tags, "mask:train".
//   - Of a replay buffer (npz, zarr, LeRobot), arrays are known by the names of bufferNames; others are left out. Episodes
//     end where episode_ends or indices say, or where flags are set; where there is neither, all rows are one. A
//     discrete action of one whole number is taken by a task of choices. What is called states is taken as states by a
//     task that begins at recorded ones.
//   - Of LeRobot, an episode whose last frame has next.success reached its goal; what its task is called is a tag.
//   - What a learner should imitate and who acted, where our recordings say it, is in the group infos (fenchel_label,
//     fenchel_author; of episodes that a person drove fenchel_late and fenchel_force), or in the keys label, author, late
//     and force of JSON lines; it comes back as it was. Other infos are left out.
//   - A float32 is taken as the float64 of the same value. A number that is not finite is refused.
//   - A discrete choice is a vertex of the simplex, one-hot.
//   - A dictionary is the numbers of its entries in the order of the bytes of their keys. Pictures and texts are left out.
//   - Where the source names its environment and the task is Gymnasium's, name and version must be the same.
//   - Numbers without a checksum are said to have none.
//   - Where a format says nothing of its actions' bounds, they are [-1, 1]; actions outside of the set are counted.
//
// A format is one file and one call of Register. Formats that read directories get them as an fs.FS; all of them report
// errors that begin with the place.
package interchange
