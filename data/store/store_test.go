package store

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// clock is a test's time: it stands still unless it is moved.
type clock struct {
	mu sync.Mutex
	t  time.Time
}

func newClock() *clock { return &clock{t: time.Date(2026, 11, 24, 10, 0, 0, 0, time.UTC)} }

func (c *clock) now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.t
}

func (c *clock) move(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.t = c.t.Add(d)
}

func openTest(t *testing.T, path string) *Store {
	t.Helper()
	return openAt(t, path, newClock().now)
}

func openAt(t *testing.T, path string, now func() time.Time) *Store {
	t.Helper()
	s, err := Open(context.Background(), path, now)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { s.Close() })
	return s
}

func write(t interface {
	Helper()
	Fatal(...any)
}, s *Store, f func(*Tx) error) {
	t.Helper()
	if err := s.Write(context.Background(), f); err != nil {
		t.Fatal(err)
	}
}

func clean(t interface {
	Helper()
	Fatalf(string, ...any)
}, s *Store) {
	t.Helper()
	if p, err := s.Verify(context.Background()); err != nil || len(p) > 0 {
		t.Fatalf("verify: %+v, %v", p, err)
	}
}

func subject(item string, f assessment.Field) assessment.Subject {
	return assessment.Subject{Round: "r", District: "06535", Scope: assessment.WholeScope, Kind: assessment.KindAnswer, Item: item, Field: f}
}

func version(desk string, n uint64) merge.Version { return merge.Version{Desk: desk, Counter: n} }

func files(t *testing.T, dir string) []string {
	t.Helper()
	entries, err := os.ReadDir(dir)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, e := range entries {
		names = append(names, e.Name())
	}
	return names
}

// The promises of the data file hold on every connection, however many the pool opens and however late.
func TestPragmasHoldOnEveryConnection(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	want := map[string]string{
		"journal_mode": "wal", "synchronous": "2", "foreign_keys": "1", "busy_timeout": "10000", "secure_delete": "1", "trusted_schema": "0",
	}
	check := func(db *sql.DB, n int, queryOnly string) {
		for range n {
			c, err := db.Conn(ctx)
			if err != nil {
				t.Fatal(err)
			}
			defer c.Close() // at the end, so that the next one is another connection
			want["query_only"] = queryOnly
			for pragma, value := range want {
				var got string
				if err := c.QueryRowContext(ctx, "PRAGMA "+pragma).Scan(&got); err != nil || got != value {
					t.Errorf("%s is %q, %v", pragma, got, err)
				}
			}
		}
	}
	check(s.write, 1, "0")
	check(s.read, s.read.Stats().MaxOpenConnections, "1")
	if n := s.read.Stats().OpenConnections; n < 2 {
		t.Errorf("%d reading connections were looked at", n)
	}
	if _, err := s.read.Exec("DELETE FROM meta"); err == nil {
		t.Error("a reading connection writes")
	}
}

// The data file lies at exactly the path that was given, whatever characters the folders of an office have, and
// everything in it is for its owner alone.
func TestOddPaths(t *testing.T) {
	for _, name := range []string{
		"mit Leerzeichen", "Käthe Müller", "a#b", "a%20b", "100%", "a?b=c", "a&b;c", `it's "so"`, "[x]", "file:x", "日本", `back\slash`, "a+b", "~", "-x", "a\nb", "e\u0301",
	} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.Mkdir(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		path := filepath.Join(dir, name+".db")
		s := openTest(t, path)
		write(t, s, func(tx *Tx) error { return tx.SetSetting(context.Background(), "k", name) })
		if got := files(t, dir); !slices.Equal(got, []string{name + ".db", name + ".db-shm", name + ".db-wal"}) {
			t.Errorf("%q: %q", name, got)
		}
		for _, f := range files(t, dir) {
			if i, err := os.Stat(filepath.Join(dir, f)); err != nil || i.Mode().Perm() != 0o600 {
				t.Errorf("%q has mode %v, %v", f, i.Mode(), err)
			}
		}
		if err := s.Backup(context.Background(), filepath.Join(dir, name+".copy")); err != nil {
			t.Errorf("%q: backup: %v", name, err)
		}
		if err := s.Close(); err != nil {
			t.Errorf("%q: close: %v", name, err)
		}
		for _, f := range []string{name + ".db", name + ".copy"} {
			s := openTest(t, filepath.Join(dir, f))
			if got, err := s.Setting(context.Background(), "k"); err != nil || got != name {
				t.Errorf("%q: %q, %v", f, got, err)
			}
		}
	}
}

// A path that SQLite cannot hold is an error, and not another file.
func TestLongPaths(t *testing.T) {
	for _, length := range []int{250, 480, 700, 2000} {
		dir := t.TempDir()
		for len(dir) < length {
			dir = filepath.Join(dir, strings.Repeat("x", min(100, max(1, length-len(dir)-1))))
		}
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Fatal(err)
		}
		s, err := Open(context.Background(), filepath.Join(dir, "data"), time.Now)
		if err == nil {
			write(t, s, func(tx *Tx) error { return tx.SetSetting(context.Background(), "k", "v") })
			err = s.Close()
		}
		if length < 500 && err != nil || length > 600 && !errors.Is(err, ErrReadOnly) {
			t.Errorf("%d bytes: %v", length, err)
		}
	}
}

// A path is written into the URI so that SQLite reads back this path and nothing else, on Windows too.
func TestDSN(t *testing.T) {
	long := `C:\` + strings.Repeat(`x`, 250)
	for _, c := range []struct {
		about, path string
		windows     bool
		want        string
	}{
		{"a plain path", "/home/a/data.db", false, "file:%2Fhome%2Fa%2Fdata.db"},
		{"characters that mean something in a URI", "/a b/#?%&+", false, "file:%2Fa%20b%2F%23%3F%25%26%2B"},
		{"an umlaut", "/ü", false, "file:%2F%C3%BC"},
		{"a drive", `C:\Users\Käthe\data.db`, true, "file:C%3A%5CUsers%5CK%C3%A4the%5Cdata.db"},
		{"a share, which must not become the URI's authority", `\\server\share\data.db`, true, "file:%5C%5Cserver%5Cshare%5Cdata.db"},
		{"a long path on Windows", long, true, "file:%5C%5C%3F%5CC%3A%5C" + strings.Repeat("x", 250)},
		{"a long path on a share", `\\s\` + long[3:], true, "file:%5C%5C%3F%5CUNC%5Cs%5C" + strings.Repeat("x", 250)},
		{"a long path that has the prefix already", `\\?\` + long, true, "file:%5C%5C%3F%5CC%3A%5C" + strings.Repeat("x", 250)},
		{"a long path elsewhere", "/" + strings.Repeat("x", 300), false, "file:%2F" + strings.Repeat("x", 300)},
	} {
		if got := dsn(c.path, c.windows); got != c.want {
			t.Errorf("%s: %s", c.about, got)
		}
	}
}

// What is no data file is told so and left as it is.
func TestForeignFilesAreLeftAlone(t *testing.T) {
	for about, content := range map[string]string{
		"a text": strings.Repeat("Kein Datenbestand. ", 50), "a short text": "x", "a zip": "PK\x03\x04" + strings.Repeat("\x00", 2000),
	} {
		dir := t.TempDir()
		path := filepath.Join(dir, "data")
		if err := os.WriteFile(path, []byte(content), 0o600); err != nil {
			t.Fatal(err)
		}
		if s, err := Open(context.Background(), path, time.Now); !errors.Is(err, ErrCorrupt) || s != nil {
			t.Errorf("%s: %v", about, err)
		}
		if b, err := os.ReadFile(path); err != nil || string(b) != content || len(files(t, dir)) != 1 {
			t.Errorf("%s was changed: %q", about, files(t, dir))
		}
	}
	if _, err := Open(context.Background(), t.TempDir(), time.Now); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a folder: %v", err)
	}
	if _, err := Open(context.Background(), filepath.Join(t.TempDir(), "none", "data"), time.Now); !errors.Is(err, ErrReadOnly) {
		t.Errorf("a folder that does not exist: %v", err)
	}
}

// What was overwritten cannot be read from the file any more, and what is kept of a secret is what was sealed.
func TestOverwrittenSecretsAreGone(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	s := openTest(t, path)
	old, fresh := strings.Repeat("ALTERSCHLUESSEL ", 40), strings.Repeat("NEUERSCHLUESSEL ", 40)
	for _, sealed := range []string{old, fresh} {
		write(t, s, func(tx *Tx) error { return tx.SetSecret(ctx, "key", []byte(sealed)) })
	}
	if got, err := s.Secret(ctx, "key"); err != nil || string(got) != fresh {
		t.Errorf("%v", err)
	}
	if _, err := s.Secret(ctx, "other"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a secret that is not there: %v", err)
	}
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	for _, f := range files(t, filepath.Dir(path)) {
		b, err := os.ReadFile(filepath.Join(filepath.Dir(path), f))
		if err != nil || strings.Contains(string(b), "ALTERSCHLUESSEL") {
			t.Errorf("%s still holds the old secret, %v", f, err)
		}
	}
}

// An error in a transaction, or a panic, leaves nothing of it behind and the store usable.
func TestWriteIsAllOrNothing(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	boom := errors.New("boom")
	if err := s.Write(ctx, func(tx *Tx) error {
		tx.SetSetting(ctx, "k", "v")
		tx.Put(ctx, Change{Subject: subject("a", assessment.FieldEffort), Register: merge.Register{}.Write(version("d", 1), "x")})
		return boom
	}); !errors.Is(err, boom) {
		t.Error(err)
	}
	func() {
		defer func() { recover() }()
		s.Write(ctx, func(tx *Tx) error { tx.SetSetting(ctx, "k", "v"); panic("boom") })
	}()
	cancelled, cancel := context.WithCancel(ctx)
	if err := s.Write(cancelled, func(tx *Tx) error { tx.SetSetting(ctx, "k", "v"); cancel(); return nil }); err == nil {
		t.Error("a cancelled transaction was committed")
	}
	if v, err := s.Setting(ctx, "k"); v != "" || err != nil {
		t.Errorf("%q, %v", v, err)
	}
	if held, err := s.Registers(ctx, "r", ""); len(held) > 0 || err != nil {
		t.Errorf("%v, %v", held, err)
	}
	write(t, s, func(tx *Tx) error { return tx.SetSetting(ctx, "k", "v") })
}

// Readers see whole transactions only, in one snapshot one state, and never wait for the writer.
func TestReadersSeeWholeTransactions(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	const items, rounds, readers = 12, 25, 3
	var group sync.WaitGroup
	done := make(chan struct{})
	torn := make(chan string, readers)
	state := func(r Reader) (string, error) {
		all, err := r.Answers(ctx, "r", "06535", "")
		if err != nil || len(all) == 0 {
			return "", err
		}
		for _, a := range all {
			if a.Effort != all[0].Effort || len(all) != items {
				return "", fmt.Errorf("%d answers, %q beside %q", len(all), a.Effort, all[0].Effort)
			}
		}
		return all[0].Effort, nil
	}
	for range readers {
		group.Go(func() {
			for {
				select {
				case <-done:
					return
				default:
				}
				err := s.Snapshot(ctx, func(r Reader) error {
					first, err := state(r)
					if err != nil {
						return err
					}
					if second, err := state(r); err != nil || second != first {
						return fmt.Errorf("a snapshot moved from %q to %q, %w", first, second, err)
					}
					return nil
				})
				if _, err2 := state(s.Reader); err != nil || err2 != nil {
					torn <- fmt.Sprint(err, err2)
					return
				}
			}
		})
	}
	for n := range rounds {
		write(t, s, func(tx *Tx) error {
			for i := range items {
				k := subject(fmt.Sprintf("i%d", i), assessment.FieldEffort)
				was, err := tx.Register(ctx, k)
				if err != nil {
					return err
				}
				if _, err := tx.Put(ctx, Change{Subject: k, Register: was.Write(version("d", uint64(n+1)), fmt.Sprint(n))}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	close(done)
	group.Wait()
	close(torn)
	for complaint := range torn {
		t.Error(complaint)
	}
	clean(t, s)
}

// A number is never given twice to what was kept, and outlives a restart.
func TestCounterIsMonotone(t *testing.T) {
	ctx := context.Background()
	path := filepath.Join(t.TempDir(), "data")
	s := openTest(t, path)
	if n, err := s.Counter(ctx); n != 0 || err != nil {
		t.Errorf("before: %d, %v", n, err)
	}
	var last uint64
	next := func(tx *Tx) error {
		n, err := tx.NextCounter(ctx)
		if err == nil && n != last+1 {
			t.Errorf("%d after %d", n, last)
		}
		last = n
		return err
	}
	for range 3 {
		write(t, s, func(tx *Tx) error { return errors.Join(next(tx), next(tx)) })
	}
	s.Write(ctx, func(tx *Tx) error { tx.NextCounter(ctx); return errors.New("undone") })
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	s = openTest(t, path)
	if n, err := s.Counter(ctx); n != 6 || err != nil {
		t.Errorf("after a restart: %d, %v", n, err)
	}
	write(t, s, next)
	write(t, s, func(tx *Tx) error { return tx.SetSetting(ctx, counterKey, "x") })
	if err := s.Write(ctx, func(tx *Tx) error { _, err := tx.NextCounter(ctx); return err }); !errors.Is(err, ErrCorrupt) {
		t.Errorf("a counter that is no number starts anew: %v", err)
	}
}

// A desk's id stays bound to its first key and party; what is known of it may change.
func TestSetDeskRefusesAnotherKey(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	seen := Desk{ID: "d", Party: "06535", Key: []byte("key"), Trust: TrustSeen}
	write(t, s, func(tx *Tx) error { return tx.SetDesk(ctx, seen) })
	pinned := seen
	pinned.Trust = TrustPinned
	write(t, s, func(tx *Tx) error { return tx.SetDesk(ctx, pinned) })
	for about, spoil := range map[string]func(*Desk){
		"another key":   func(d *Desk) { d.Key = []byte("kez") },
		"no key":        func(d *Desk) { d.Key = []byte{} },
		"another party": func(d *Desk) { d.Party = PartyOffice },
	} {
		d := pinned
		spoil(&d)
		if err := s.Write(ctx, func(tx *Tx) error { return tx.SetDesk(ctx, d) }); !errors.Is(err, assessment.ErrExists) {
			t.Errorf("%s: %v", about, err)
		}
	}
	d, err := s.Desk(ctx, "d")
	if err != nil || string(d.Key) != "key" || d.Trust != TrustPinned || d.Party != "06535" || !d.Seen.Equal(newClock().t) {
		t.Errorf("%+v, %v", d, err)
	}
	if all, err := s.Desks(ctx, PartyOffice); err != nil || len(all) != 0 {
		t.Errorf("%+v, %v", all, err)
	}
	if all, err := s.Desks(ctx, ""); err != nil || len(all) != 1 {
		t.Errorf("%+v, %v", all, err)
	}
	// A key that was merely seen keeps nobody out, also where an attacker was first.
	for _, d := range []Desk{{ID: "f", Party: PartyOffice, Key: []byte("squatter"), Trust: TrustSeen}, {ID: "f", Party: "06535", Key: []byte("genuine"), Trust: TrustPinned}} {
		write(t, s, func(tx *Tx) error { return tx.SetDesk(ctx, d) })
	}
	if d, err := s.Desk(ctx, "f"); err != nil || string(d.Key) != "genuine" || d.Party != "06535" || d.Trust != TrustPinned {
		t.Errorf("%+v, %v", d, err)
	}
	if _, err := s.Desk(ctx, "e"); !errors.Is(err, assessment.ErrNotFound) {
		t.Errorf("a desk that is not there: %v", err)
	}
}
