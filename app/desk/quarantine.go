package desk

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
)

// quarantineFolder lies in the data folder and holds copies of files that could not be taken in, under the hash
// of their bytes. Only encrypted files are copied: nothing that anybody could read.
const quarantineFolder = "quarantine"

// Quarantined is a file that could not be taken in, with what to ask its sender for.
type Quarantined struct {
	ID       int64
	At       time.Time
	File     string
	District assessment.DistrictKey // as far as it is known
	Presumed bool                   // the district is known from the file's name alone
	Verdict  Verdict
	Sentence string
	Copy     string // path of the copy, empty where none was kept
	Subject  string // of a mail to its sender
	Ask      string // what to write to its sender, at the office
}

// keptAside tells which verdicts are worth a copy: the file may be wanted once its sender has been asked.
func (v Verdict) keptAside() bool {
	switch v {
	case VerdictDamaged, VerdictForeign, VerdictWrongCode, VerdictUnknownBase, VerdictFork, VerdictFuture, VerdictRevoked, VerdictDelegation:
		return true
	}
	return false
}

// setAside notes a file that could not be taken in, and keeps a copy where its bytes are still what was read.
func (d *Desk) setAside(ctx context.Context, s *staged) error {
	if s.sha256 == "" || s.view.Verdict == VerdictOwn {
		return nil
	}
	q := store.Quarantined{Name: filepath.Base(s.file), SHA256: s.sha256, Verdict: string(s.view.Verdict), Detail: s.view.Sentence, District: s.view.District.Key}
	if s.view.Verdict.keptAside() {
		kept, err := d.copyAside(s)
		if err != nil {
			return err
		}
		q.Kept = kept
	}
	return d.store.Write(ctx, func(tx *store.Tx) error { return tx.Quarantine(ctx, q) })
}

func (d *Desk) copyAside(s *staged) (bool, error) {
	raw, err := readBounded(s.file)
	sum := sha256.Sum256(raw)
	if err != nil || hex.EncodeToString(sum[:]) != s.sha256 {
		return false, nil // gone or changed meanwhile: the note must do
	}
	target := d.asidePath(s.sha256, s.file)
	if old, err := os.ReadFile(target); err == nil && bytes.Equal(old, raw) {
		return true, nil
	}
	if err := os.MkdirAll(filepath.Dir(target), 0o700); err != nil {
		return false, fmt.Errorf("set a file aside: %w", diskError(err))
	}
	tmp, err := writeTemp(filepath.Dir(target), raw)
	if err != nil {
		return false, err
	}
	if err := os.Rename(tmp, target); err != nil {
		os.Remove(tmp)
		return false, fmt.Errorf("set a file aside: %w", diskError(err))
	}
	return true, nil
}

// asidePath is where the copy of a file lies; its ending tells programs what to make of it.
func (d *Desk) asidePath(sha256, name string) string {
	ending := ".xlsx"
	if strings.EqualFold(filepath.Ext(name), AttachmentsEnding) {
		ending = AttachmentsEnding
	}
	return filepath.Join(d.folder, quarantineFolder, sha256+ending)
}

// Quarantine lists the files that could not be taken in, the newest first.
func (d *Desk) Quarantine(ctx context.Context) ([]Quarantined, error) {
	files, err := d.store.Quarantine(ctx)
	if err != nil {
		return nil, err
	}
	districts, err := d.store.Districts(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Quarantined, 0, len(files))
	for _, f := range files {
		q := Quarantined{ID: f.ID, At: f.At, File: f.Name, District: f.District, Verdict: Verdict(f.Verdict), Sentence: f.Detail}
		if f.Kept {
			q.Copy = d.asidePath(f.SHA256, f.Name)
		}
		if q.District == "" {
			q.District = presumed(f.Name, districts)
			q.Presumed = q.District != ""
		}
		if d.role == assessment.RoleOffice {
			d.ask(&q)
		}
		out = append(out, q)
	}
	return out, nil
}

// asked are the verdicts with words of their own for the sender.
var asked = []Verdict{VerdictDamaged, VerdictForeign, VerdictWrongCode, VerdictUnknownBase, VerdictFork, VerdictFuture, VerdictRevoked, VerdictDelegation, VerdictPlain, VerdictNoFile}

// ask writes what to ask a file's sender for.
func (d *Desk) ask(q *Quarantined) {
	w, why := d.say(), string(VerdictDamaged)
	if slices.Contains(asked, q.Verdict) {
		why = string(q.Verdict)
	}
	q.Subject = w.Say("desk.held.subject", "file", q.File)
	q.Ask = w.Say("desk.held.text", "file", q.File, "at", w.Date(assessment.DateOf(q.At.Local())), "why", w.Say("desk.held.why."+why), "office", d.officeName)
}

// presumed is the one district whose key, or else whose name, stands in a file's name; empty where none or several do.
func presumed(file string, districts []assessment.District) assessment.DistrictKey {
	name := "-" + strings.ToLower(safeName(strings.ReplaceAll(file, "_", " "), len(file)+1)) + "-"
	for _, of := range []func(assessment.District) string{
		func(di assessment.District) string { return string(di.Key) }, func(di assessment.District) string { return di.Name },
	} {
		var found []assessment.DistrictKey
		for _, di := range districts {
			word := strings.ToLower(safeName(of(di), 200))
			if strings.Contains(strings.ReplaceAll(name, ".", "-"), "-"+strings.ReplaceAll(word, ".", "-")+"-") {
				found = append(found, di.Key)
			}
		}
		if len(found) == 1 {
			return found[0]
		}
		if len(found) > 1 {
			return ""
		}
	}
	return ""
}

// heldOf counts the files held aside by district, those too whose district only their names tell.
func (d *Desk) heldOf(ctx context.Context) (map[assessment.DistrictKey]int, error) {
	counts, err := d.store.QuarantineCounts(ctx)
	if err != nil || counts[""] == 0 {
		return counts, err
	}
	all, err := d.Quarantine(ctx)
	for _, q := range all {
		if q.Presumed {
			counts[q.District]++
		}
	}
	return counts, err
}

// Discard takes a file off the list and removes its copy.
func (d *Desk) Discard(ctx context.Context, id int64) error {
	files, err := d.store.Quarantine(ctx)
	if err != nil {
		return err
	}
	for _, f := range files {
		if f.ID != id {
			continue
		}
		wanted := slices.ContainsFunc(files, func(o store.Quarantined) bool { return o.ID != id && o.SHA256 == f.SHA256 })
		if err := removeCopy(d.asidePath(f.SHA256, f.Name), wanted); err != nil {
			return err
		}
		return d.store.Write(ctx, func(tx *store.Tx) error { return tx.ForgetQuarantined(ctx, id) })
	}
	return fmt.Errorf("file %d aside: %w", id, assessment.ErrNotFound)
}

// removeCopy removes a copy unless another entry of the list still names it.
func removeCopy(path string, wanted bool) error {
	if wanted {
		return nil
	}
	if err := os.Remove(path); err != nil && !errors.Is(err, os.ErrNotExist) {
		return fmt.Errorf("remove the copy: %w", diskError(err))
	}
	return nil
}
