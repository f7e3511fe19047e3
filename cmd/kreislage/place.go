package main

import (
	"os"
	"path/filepath"
	"time"
)

// now is the clock of the real world.
func now() time.Time { return time.Now() }

// suggestedFolder proposes where a new data folder may lie: in the documents of the account, or in its home.
func suggestedFolder() string {
	home, err := os.UserHomeDir()
	if err != nil {
		home = "."
	}
	for _, name := range []string{"Documents", "Dokumente"} {
		dir := filepath.Join(home, name)
		if info, err := os.Stat(dir); err == nil && info.IsDir() {
			return filepath.Join(dir, "Kreislage")
		}
	}
	return filepath.Join(home, "Kreislage")
}
