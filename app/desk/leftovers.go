package desk

import (
	"os"
	"path/filepath"
)

// sweepLeftovers removes what a program that was killed has left unfinished in this folder: plain copies of the whole
// data file, and pieces of files that never got their name. Nobody else works here while the folder is locked.
func (d *Desk) sweepLeftovers() {
	for _, pattern := range []string{
		backupPlain, ".backup-*", ".kreislage-*.tmp", filepath.Join(quarantineFolder, ".kreislage-*.tmp"),
	} {
		// Not Glob on the whole path: the folder's own name may hold what would be a pattern.
		left, err := os.ReadDir(filepath.Join(d.folder, filepath.Dir(pattern)))
		if err != nil {
			continue // no such folder
		}
		for _, e := range left {
			if fits, err := filepath.Match(filepath.Base(pattern), e.Name()); err != nil || !fits || !e.Type().IsRegular() {
				continue
			}
			if err := os.Remove(filepath.Join(d.folder, filepath.Dir(pattern), e.Name())); err != nil {
				d.o.Log.Warn("what a killed program has left stays until the next start", "error", err)
			}
		}
	}
}
