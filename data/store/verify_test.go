package store

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

// Whatever is changed behind the program's back is found, and named so that a person can find it too.
func TestVerifyFinds(t *testing.T) {
	conflict := merge.Join(merge.Register{}.Write(version("a", 1), "1 ab\nja"), merge.Register{}.Write(version("b", 1), "3 ab\nnein"))
	path := filepath.Join(t.TempDir(), "data")
	first := openTest(t, path)
	effort := merge.Register{}.Write(version("d", 2), "3 Tage")
	for _, change := range []Change{
		{Subject: subject("a", assessment.FieldStatus), Register: conflict},
		{Subject: subject("a", assessment.FieldDue), Register: merge.Register{}.Write(version("d", 1), "2027-01-31")},
		{Subject: subject("a", assessment.FieldEffort), Register: effort},
		{Subject: subject("a", assessment.FieldEffort), Register: effort.Write(version("d", 3), "4 Tage")},
		{Subject: subject("a", assessment.FieldEffort), Register: effort.Write(version("d", 3), "4 Tage").Write(version("d", 4), "5 Tage")},
		{Subject: assessment.Subject{Round: "r", District: "06535", Scope: "whole", Kind: assessment.KindRemark, Item: "a", Field: assessment.FieldQuestion}, Register: merge.Register{}.Write(version("o", 1), "Warum?")},
	} {
		put(t, first, change)
	}
	if err := first.Close(); err != nil {
		t.Fatal(err)
	}
	sound, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		about, sql, code string
	}{
		{"a register of other text", "UPDATE registers SET state = replace(state, 'Tage', 'Tagf')", "history"},
		{"a register that does not decode", "UPDATE registers SET state = 'x' WHERE field = 'effort'", "register"},
		{"an empty register", "UPDATE registers SET state = '' WHERE field = 'effort'", "register"},
		{"a remark that does not decode", "UPDATE registers SET state = 'x' WHERE kind = 'remark'", "register"},
		{"a value that no register may hold", "UPDATE registers SET state = 'd:1|d:1:4:bald' WHERE field = 'due'", "register"},
		{"a field that does not exist", "UPDATE registers SET field = 'trust' WHERE kind = 'remark'", "register"},
		{"a register gone", "DELETE FROM registers WHERE field = 'due'", "history"},
		{"a register from nowhere", "INSERT INTO registers SELECT round, district, scope, kind, 'z', field, state FROM registers WHERE field = 'question'", "history"},
		{"an answer of another status", "UPDATE answers SET status = 1", "answer"},
		{"an answer of another text", "UPDATE answers SET effort = 'x'", "answer"},
		{"an answer of another hash", "UPDATE answers SET text_hash = 'cd'", "answer"},
		{"a mark gone", "UPDATE answers SET conflict = 0", "answer"},
		{"the mark of another field", "UPDATE answers SET conflict = 2", "answer"},
		{"an answer gone", "DELETE FROM answers", "answer"},
		{"an answer from nowhere", "INSERT INTO answers(round, district, scope, requirement) VALUES ('r', '06535', 'whole', 'z')", "answer"},
		{"an answer in a round from nowhere", "INSERT INTO answers(round, district, scope, requirement) VALUES ('q', '06535', 'whole', 'a')", "answer"},
		{"a history that ends elsewhere", "UPDATE history SET after = replace(after, 'Tage', 'Tagf') WHERE id = (SELECT max(id) FROM history WHERE field = 'effort')", "history"},
		{"a history that ends early", "DELETE FROM history WHERE id = (SELECT max(id) FROM history WHERE field = 'effort')", "history"},
		{"a history with a gap", "DELETE FROM history WHERE id = (SELECT min(id) + 1 FROM history WHERE field = 'effort')", "history"},
		{"a history without its beginning", "DELETE FROM history WHERE id = (SELECT min(id) FROM history WHERE field = 'effort')", "history"},
		{"no history", "DELETE FROM history", "history"},
		{"a reference to nothing", "PRAGMA foreign_keys = 0; UPDATE history SET file = 99 WHERE field = 'due'", "foreign_key"},
	} {
		path := filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(path, sound, 0o600); err != nil {
			t.Fatal(err)
		}
		s := openTest(t, path)
		clean(t, s)
		if _, err := s.write.Exec(c.sql); err != nil {
			t.Fatalf("%s: %v", c.about, err)
		}
		found, err := s.Verify(context.Background())
		named := false
		for _, p := range found {
			named = named || p.Code == c.code && p.Place != ""
		}
		if err != nil || !named {
			t.Errorf("%s: %+v, %v", c.about, found, err)
		}
	}
}

// A page that is no page any more is a finding, whichever it is, and never a panic or a bare error.
func TestVerifyFindsDamage(t *testing.T) {
	ctx := context.Background()
	whole := filepath.Join(t.TempDir(), "data")
	s := openTest(t, whole)
	write(t, s, func(tx *Tx) error {
		for _, c := range benchChanges(1)[:100] {
			if _, err := tx.Put(ctx, c); err != nil {
				return err
			}
		}
		return nil
	})
	if err := s.Close(); err != nil {
		t.Fatal(err)
	}
	good, err := os.ReadFile(whole)
	if err != nil {
		t.Fatal(err)
	}
	const page = 4096
	for at := page; at < len(good); at += 3 * page {
		bad := []byte(string(good))
		copy(bad[at:], strings.Repeat("\xff", 8)) // every page begins with its kind
		path := filepath.Join(t.TempDir(), "data")
		if err := os.WriteFile(path, bad, 0o600); err != nil {
			t.Fatal(err)
		}
		s, err := Open(ctx, path, newClock().now)
		if err != nil {
			if !errors.Is(err, ErrCorrupt) {
				t.Errorf("page %d: %v", at/page, err)
			}
			continue
		}
		if found, err := s.Verify(ctx); err != nil || len(found) == 0 {
			t.Errorf("page %d: %+v, %v", at/page, found, err)
		}
		s.Close()
	}
}
