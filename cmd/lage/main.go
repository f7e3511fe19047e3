// Lage is Kreislage's command line: the same jobs as in the window, for people who prefer to type, for scripts and
// for tests. It works on app/desk and knows nothing of windows, SQL or Excel.
//
// Standard output carries results only: text for people, or with --json exactly one JSON document. Everything else
// goes to standard error. The exit code is 0 for done, 1 for failed, 2 for wrong usage and 3 for done in part, so
// that a person is needed. Secrets come from the environment or a prompt, never from an argument.
package main

import (
	"context"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	code := run(ctx, os.Args[1:], world{in: os.Stdin, out: os.Stdout, err: os.Stderr, env: os.Getenv})
	stop()
	os.Exit(code)
}
