// Package remote couples tasks and policies of other processes with those here, over standard input and output. A Task or
// an Agent starts the command that serves it and speaks for it as an envs.Env or an envs.Policy; Serve and ServePolicy
// are the other end, for a program that is started so. docs/protocol.md is the protocol, for any language.
//
//	task, err := remote.OpenTask("python hopper.py", options)
//	defer task.Close()
//	r := envs.NewRollout(task.New(), policy)
//
// A command is split into words by the rule of Words and run without a shell, in a process group of its own, which ends
// with this process whatever ends it. Each environment has a process of its own, taken at its first Reset and given back
// by Close for the next environment to use, so that making one and reading its Spec is free.
//
// What goes wrong in another process, or on the way, is a Fault. An Env has no way to return it: the episode ends as
// envs.Diverged, and its Err (envs.Fallible) says why, which whoever drives a rollout passes on.
package remote
