package store

import (
	"context"
	"path/filepath"
	"strconv"
	"sync"
	"testing"
)

// A number of writes that is the same inside a transaction as before something was read means that what was read
// still holds, however many write meanwhile.
func TestWritesTellWhatHolds(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	defer s.Close()
	var wg sync.WaitGroup
	for range 4 {
		wg.Go(func() {
			for range 50 {
				before := s.Writes()
				seen, err := s.Setting(ctx, "n")
				if err != nil {
					t.Error(err)
					return
				}
				err = s.Write(ctx, func(tx *Tx) error {
					now, err := tx.Setting(ctx, "n")
					if err != nil {
						return err
					}
					if s.Writes() == before && now != seen {
						t.Errorf("%q was read, %q stands here, and nothing is said to have been written", seen, now)
					}
					n, _ := strconv.Atoi(now)
					return tx.SetSetting(ctx, "n", strconv.Itoa(n+1))
				})
				if err != nil {
					t.Error(err)
					return
				}
			}
		})
	}
	wg.Wait()
	if n, err := s.Setting(ctx, "n"); err != nil || n != "200" {
		t.Errorf("%q %v", n, err)
	}
	if s.Writes() < 200 {
		t.Errorf("%d writes", s.Writes())
	}
}
