//go:build e2e

package main

import (
	"fmt"
	"os"
	"runtime"
	"time"

	"fyne.io/fyne/v2"
)

// beat is how often the pulse is taken, and faint how long the window may take to answer before that is written down.
const (
	beat  = 10 * time.Millisecond
	faint = 60 * time.Millisecond
)

// pulse watches for how long the window does not answer, and writes every longer wait into the file that KREISLAGE_PULSE
// names: when it began, how long it was in milliseconds, and, behind a wait of a tenth of a second, what all goroutines
// did meanwhile. It is part of the program only where the end-to-end tests have built it.
func pulse() {
	path := os.Getenv("KREISLAGE_PULSE")
	if path == "" {
		return
	}
	f, err := os.OpenFile(path, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o600)
	if err != nil {
		panic(err)
	}
	go func() {
		for {
			time.Sleep(beat)
			start, stacks := time.Now(), []byte(nil)
			done := make(chan struct{})
			fyne.Do(func() { close(done) })
			select {
			case <-done:
			case <-time.After(100 * time.Millisecond):
				stacks = make([]byte, 1<<20)
				stacks = stacks[:runtime.Stack(stacks, true)]
				<-done
			}
			if wait := time.Since(start); wait > faint {
				fmt.Fprintf(f, "wait %s %d\n", start.Format("15:04:05.000"), wait.Milliseconds())
				if stacks != nil && os.Getenv("KREISLAGE_PULSE_STACKS") != "" {
					fmt.Fprintf(f, "%s\n\n", stacks)
				}
			}
		}
	}()
}
