package catalogue

import (
	"context"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"kreislage/data/assessment"
)

func importText(text string) (Imported, error) {
	return Import(context.Background(), strings.NewReader(text), Options{})
}

func mustImport(t *testing.T, text string) Imported {
	t.Helper()
	got, err := importText(text)
	if err != nil {
		t.Fatalf("import: %v", err)
	}
	checkCatalogue(t, got.Catalogue)
	return got
}

// shared reads a real catalogue that lies beside the repository and is no part of it.
func shared(t testing.TB, name string) string {
	t.Helper()
	data, err := os.ReadFile(filepath.Join("..", "..", "..", "shared", "catalogs", name))
	if errors.Is(err, os.ErrNotExist) {
		t.Skipf("the catalogue %s is not beside the repository (../shared/catalogs)", name)
	}
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

// checkCatalogue checks what holds for every catalogue that leaves this package.
func checkCatalogue(t testing.TB, c assessment.Catalogue) {
	t.Helper()
	sealed := c
	sealed.Requirements = append([]assessment.Requirement(nil), c.Requirements...)
	if err := sealed.Seal(); err != nil || sealed.ID != c.ID || c.ID == "" {
		t.Errorf("not sealed: id %q, sealed again %q, %v", c.ID, sealed.ID, err)
	}
	if c.Key == "" || c.Title == "" || len(c.Requirements) == 0 || len(c.Requirements) > MaxRequirements {
		t.Errorf("key %q, title %q, %d requirements", c.Key, c.Title, len(c.Requirements))
	}
	checkText(t, "catalogue", c.Key, MaxID, true)
	checkText(t, "catalogue", c.Title, MaxTitle, true)
	checkText(t, "catalogue", c.Edition, MaxShort, true)
	checkText(t, "catalogue", c.Language, MaxShort, true)
	checkText(t, "catalogue", c.Publisher, MaxTitle, true)
	checkText(t, "catalogue", c.Licence, MaxTitle, true)
	checkText(t, "catalogue", c.Notes, MaxNotes, false)
	used := map[assessment.TopicID]bool{}
	refs := map[string]bool{}
	for _, r := range c.Requirements {
		checkRequirement(t, r)
		if refs[r.Ref] {
			t.Errorf("ref %q occurs twice", r.Ref)
		}
		refs[r.Ref], used[r.Topic] = true, true
	}
	for _, topic := range c.Topics {
		checkText(t, "topic", string(topic.ID), MaxID, true)
		checkText(t, "topic", topic.Title, MaxTitle, true)
		checkText(t, "topic", topic.Notes, MaxNotes, false)
		if !used[topic.ID] || topic.Title == "" {
			t.Errorf("topic %q is empty or has no title", topic.ID)
		}
	}
}

func checkRequirement(t testing.TB, r assessment.Requirement) {
	t.Helper()
	id := string(r.ID)
	if r.ID == "" || r.Ref == "" || r.Title == "" || r.Text == "" {
		t.Errorf("requirement without id, ref, title or text: %+v", r)
	}
	checkText(t, id, id, MaxID, true)
	checkText(t, id, r.Ref, MaxID+8, true)
	checkText(t, id, r.Section, MaxTitle, true)
	checkText(t, id, r.Title, MaxTitle, true)
	checkText(t, id, r.Text, MaxText, false)
	checkText(t, id, r.Guidance, MaxGuidance, false)
	checkText(t, id, r.Level, MaxShort, true)
	if r.Effort < 0 || r.Effort > 5 || r.Priority < 0 || r.Priority > 4 {
		t.Errorf("%s: effort %d, priority %d", id, r.Effort, r.Priority)
	}
	switch r.Modal {
	case "", assessment.ModalMust, assessment.ModalShould, assessment.ModalMay:
	default:
		t.Errorf("%s: modal %q", id, r.Modal)
	}
	for _, list := range [][]string{r.Tags, r.References} {
		if len(list) > MaxListItems {
			t.Errorf("%s: %d items", id, len(list))
		}
		for _, s := range list {
			checkText(t, id, s, MaxShort, true)
		}
	}
}

func checkText(t testing.TB, at, s string, limit int, oneLine bool) {
	t.Helper()
	switch {
	case !utf8.ValidString(s):
		t.Errorf("%s: not UTF-8: %q", at, s)
	case !norm.NFC.IsNormalString(s):
		t.Errorf("%s: not in normal form C: %q", at, s)
	case strings.TrimSpace(s) != s:
		t.Errorf("%s: not trimmed: %q", at, s)
	case utf8.RuneCountInString(s) > limit:
		t.Errorf("%s: %d characters, limit %d", at, utf8.RuneCountInString(s), limit)
	}
	for _, r := range s {
		if r == '\n' && !oneLine {
			continue
		}
		if unicode.IsControl(r) || unwanted(r) {
			t.Errorf("%s: control character %U in %q", at, r, s)
			return
		}
	}
}

// wantError checks code, sentinel and place of an error.
func wantError(t *testing.T, err error, code Code, at Place, detail string) {
	t.Helper()
	var e *Error
	if !errors.As(err, &e) {
		t.Fatalf("error %v (%T), want code %s", err, err, code)
	}
	if e.Code != code || !errors.Is(err, code.sentinel()) {
		t.Errorf("code %s, want %s (%v)", e.Code, code, err)
	}
	if at != (Place{}) && e.Place != at {
		t.Errorf("place %+v, want %+v (%v)", e.Place, at, err)
	}
	if detail != "" && !strings.Contains(e.Detail, detail) {
		t.Errorf("detail %q, want %q in it", e.Detail, detail)
	}
}
