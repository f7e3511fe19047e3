package store

import (
	"bytes"
	"context"
	"path/filepath"
	"testing"

	"pgregory.net/rapid"

	"kreislage/data/assessment"
	"kreislage/data/merge"
)

func drawFigures(t *rapid.T) Figures {
	return Figures{
		Round: "r", District: "06535", Basis: "b", Briefs: rapid.SliceOf(rapid.Byte()).Draw(t, "briefs"), Measures: rapid.SliceOf(rapid.Byte()).Draw(t, "measures"),
		Remarks: rapid.IntRange(0, 1000).Draw(t, "remarks"), Changed: rapid.IntRange(0, 1000).Draw(t, "changed"),
		SignOff: assessment.SignOff{Name: rapid.String().Draw(t, "name"), Role: rapid.String().Draw(t, "role"), On: "2026-11-24"},
	}
}

// What is packed comes out as it went in, and bytes that were cut off or added to do not pass for figures.
func TestFiguresRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		f := drawFigures(t)
		packed := f.pack()
		var back Figures
		if !back.unpack(packed) || !bytes.Equal(back.Briefs, f.Briefs) || !bytes.Equal(back.Measures, f.Measures) || back.Remarks != f.Remarks ||
			back.Changed != f.Changed || back.SignOff.Name != f.SignOff.Name || back.SignOff.Role != f.SignOff.Role || back.SignOff.On != f.SignOff.On {
			t.Fatalf("%+v became %+v", f, back)
		}
		cut := rapid.IntRange(0, len(packed)-1).Draw(t, "cut")
		if back.unpack(packed[:cut]) || back.unpack(append(packed, 0)) {
			t.Fatal("cut off or too long")
		}
	})
}

// Figures hold until anything of their district in their round changes, and in no other case.
func TestFiguresAreOutdated(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	defer s.Close()
	keep := func() {
		write(t, s, func(tx *Tx) error {
			for _, f := range []Figures{{Round: "r", District: "06535"}, {Round: "r", District: "06632"}, {Round: "q", District: "06535"}} {
				f.Basis = "b"
				if err := tx.SetFigures(ctx, f); err != nil {
					return err
				}
			}
			return nil
		})
	}
	fresh := func() (out string) {
		for _, at := range []part{{"r", "06535"}, {"r", "06632"}, {"q", "06535"}} {
			f, err := s.Figures(ctx, at.round, at.district, "b")
			if err != nil || len(f) != 1 {
				t.Fatal(len(f), err)
			}
			out += map[bool]string{true: "+", false: "-"}[f[0].Basis == "b"]
		}
		return out
	}
	counter := uint64(0)
	put := func(tx *Tx, round assessment.RoundID, kind assessment.Kind, f assessment.Field, value string) error {
		counter++
		s := assessment.Subject{Round: round, District: "06535", Scope: assessment.WholeScope, Kind: kind, Item: "a", Field: f}
		_, err := tx.Put(ctx, Change{Subject: s, Register: merge.Register{}.Write(version("d", counter), value)})
		return err
	}
	for name, c := range map[string]struct {
		do   func(*Tx) error
		want string
	}{
		"nothing": {func(*Tx) error { return nil }, "+++"},
		"answer":  {func(tx *Tx) error { return put(tx, "r", assessment.KindAnswer, assessment.FieldEffort, "1") }, "-++"},
		"measure": {func(tx *Tx) error { return put(tx, "q", assessment.KindMeasure, assessment.FieldMeasureTitle, "M") }, "++-"},
		"remark":  {func(tx *Tx) error { return put(tx, "r", assessment.KindRemark, assessment.FieldQuestion, "?") }, "-++"},
		"scope":   {func(tx *Tx) error { return tx.SetScope(ctx, "06535", assessment.Scope{ID: "schools", Name: "Schulen"}) }, "-+-"},
		"round":   {func(tx *Tx) error { return tx.Outdate(ctx, "r", "") }, "--+"},
		"counted and changed again": {func(tx *Tx) error {
			if err := put(tx, "r", assessment.KindRemark, assessment.FieldReply, "1"); err != nil {
				return err
			}
			if err := tx.SetFigures(ctx, Figures{Round: "r", District: "06535", Basis: "b"}); err != nil {
				return err
			}
			return put(tx, "r", assessment.KindRemark, assessment.FieldSettled, "1")
		}, "-++"},
	} {
		keep()
		if name == "scope" {
			write(t, s, func(tx *Tx) error { return tx.SetDistrict(ctx, assessment.District{Key: "06535", Name: "V"}) })
			keep()
		}
		if got := fresh(); got != "+++" {
			t.Fatalf("kept: %s", got)
		}
		write(t, s, c.do)
		if got := fresh(); got != c.want {
			t.Errorf("%s: %s, not %s", name, got, c.want)
		}
	}
	keep()
	if f, err := s.Figures(ctx, "r", "", "other"); err != nil || len(f) != 2 || f[0].Basis != "" {
		t.Errorf("by another basis: %+v %v", f, err)
	}
}

// The newest file of a district is the last that was logged and not taken back.
func TestLatestFiles(t *testing.T) {
	ctx := context.Background()
	s := openTest(t, filepath.Join(t.TempDir(), "data"))
	defer s.Close()
	var last int64
	write(t, s, func(tx *Tx) error {
		for i, f := range []File{
			{Direction: In, Round: "r", District: "a", Sequence: 1, State: FileApplied}, {Direction: In, Round: "r", District: "b", Sequence: 1, State: FileApplied},
			{Direction: In, Round: "r", District: "a", Sequence: 3, State: FileApplied}, {Direction: In, Round: "r", District: "a", Sequence: 2, State: FileApplied},
			{Direction: Out, Round: "r", District: "a", Sequence: 9, State: FileWritten}, {Direction: In, Round: "q", District: "a", Sequence: 8, State: FileApplied},
		} {
			f.Export = assessment.ExportID(rune('a' + i))
			id, err := tx.AddFile(ctx, f, nil)
			if err != nil {
				return err
			}
			if i == 3 {
				last = id
			}
		}
		return nil
	})
	latest := func() map[assessment.DistrictKey]uint64 {
		files, err := s.LatestFiles(ctx, In, "r")
		if err != nil {
			t.Fatal(err)
		}
		out := map[assessment.DistrictKey]uint64{}
		for _, f := range files {
			if f.At.IsZero() {
				t.Error("no time")
			}
			out[f.District] = f.Sequence
		}
		return out
	}
	if got := latest(); len(got) != 2 || got["a"] != 2 || got["b"] != 1 {
		t.Errorf("newest: %v", got)
	}
	write(t, s, func(tx *Tx) error { return tx.SetFileState(ctx, last, FileUndone, 0) })
	if got := latest(); got["a"] != 3 {
		t.Errorf("taken back: %v", got)
	}
}
