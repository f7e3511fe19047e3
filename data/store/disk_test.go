//go:build linux

package store

import (
	"context"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// smallDisk mounts a disk in memory, which only root may do, and returns how to change it.
func smallDisk(t *testing.T, options string) (dir string, remount func(options string)) {
	t.Helper()
	dir = t.TempDir()
	if out, err := exec.Command("mount", "-t", "tmpfs", "-o", options, "tmpfs", dir).CombinedOutput(); err != nil {
		t.Skipf("mounting a small disk is not permitted here: %v %s", err, out)
	}
	t.Cleanup(func() { exec.Command("umount", "-l", dir).Run() })
	return dir, func(options string) {
		t.Helper()
		if out, err := exec.Command("mount", "-o", "remount,"+options, dir).CombinedOutput(); err != nil {
			t.Fatalf("remount: %v %s", err, out)
		}
	}
}

// note keeps one long answer in a transaction of its own.
func note(s *Store, n int) error {
	ctx := context.Background()
	return s.Write(ctx, func(tx *Tx) error {
		value := assessment.Statement{Status: assessment.StatusYes, Explanation: strings.Repeat("Akte ", 700), TextHash: "ab"}.Encode()
		_, err := tx.Put(ctx, Change{Subject: subject(fmt.Sprint(n), assessment.FieldStatus), Register: merge.Register{}.Write(version("d", uint64(n)), value)})
		return err
	})
}

// When the disk is full the write says so; what was kept before is still there, and once there is room it goes on.
func TestFullDisk(t *testing.T) {
	dir, remount := smallDisk(t, "size=1m")
	path := filepath.Join(dir, "data")
	s := openTest(t, path)
	kept := 0
	var err error
	for err == nil && kept < 1000 {
		if err = note(s, kept+1); err == nil {
			kept++
		}
	}
	if !errors.Is(err, ErrFull) || kept == 0 {
		t.Fatalf("after %d writes: %v", kept, err)
	}
	if err := s.Backup(context.Background(), filepath.Join(dir, "copy")); !errors.Is(err, ErrFull) {
		t.Errorf("a copy onto the full disk: %v", err)
	}
	if left, err := filepath.Glob(filepath.Join(dir, "*backup*")); err != nil || len(left) > 0 {
		t.Errorf("left behind: %q", left)
	}
	if all, err := s.Answers(context.Background(), "r", "", ""); err != nil || len(all) != kept {
		t.Errorf("%d answers of %d, %v", len(all), kept, err)
	}
	remount("size=8m")
	for range 5 {
		if err := note(s, kept+1); err != nil {
			t.Fatalf("with room again: %v", err)
		}
		kept++
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, path)
	clean(t, s)
	if all, err := s.Answers(context.Background(), "r", "", ""); err != nil || len(all) != kept {
		t.Errorf("after a restart %d answers of %d, %v", len(all), kept, err)
	}
}

// On a disk without any room a start says so, and an existing file can still be read once there is some.
func TestOpenOnAFullDisk(t *testing.T) {
	for _, existing := range []bool{false, true} {
		dir, remount := smallDisk(t, "size=512k")
		path := filepath.Join(dir, "data")
		if existing {
			filled(t, path)
		}
		filler, err := os.Create(filepath.Join(dir, "filler"))
		if err != nil {
			t.Fatal(err)
		}
		for err == nil {
			_, err = filler.Write(make([]byte, 4096))
		}
		filler.Close()
		if s, err := Open(context.Background(), path, time.Now); err == nil {
			if err := note(s, 1); !errors.Is(err, ErrFull) {
				t.Errorf("existing %v: a write on a full disk: %v", existing, err)
			}
			s.Close()
		} else if !errors.Is(err, ErrFull) {
			t.Errorf("existing %v: %v", existing, err)
		}
		remount("size=4m")
		s := openTest(t, path)
		if existing && effort(t, s) != "3 Tage" {
			t.Error("what was there is gone")
		}
		clean(t, s)
		s.Close()
	}
}

// A folder or file that cannot be written is told so at the start, not at the first answer.
func TestReadOnlyFolder(t *testing.T) {
	var dir string
	if os.Getuid() == 0 { // root writes whatever the mode says
		mounted, remount := smallDisk(t, "size=4m")
		dir = mounted
		filled(t, filepath.Join(dir, "data"))
		remount("ro")
	} else {
		dir = t.TempDir()
		filled(t, filepath.Join(dir, "data"))
		if err := errors.Join(os.Chmod(filepath.Join(dir, "data"), 0o400), os.Chmod(dir, 0o500)); err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { os.Chmod(dir, 0o700) })
	}
	for _, name := range []string{"data", "new"} {
		if s, err := Open(context.Background(), filepath.Join(dir, name), time.Now); !errors.Is(err, ErrReadOnly) || s != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}
