// Package shared holds what the screens of both desks have in common: what a screen is, what it gets from the shell
// (Env), and the screens that both desks show, the preview of files and the conflicts.
//
// It promises that a screen reaches the outside only through Env and the small interfaces it names, so that it can be
// shown in a test without a desk. Costly calls run off the main goroutine through Env.Run. It must not know which
// shell shows it.
package shared
