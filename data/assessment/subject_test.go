package assessment

import (
	"bytes"
	"io"
	"testing"
)

// Every field of every kind has exactly one desk that may write it, and a limit.
func TestEveryFieldHasAnOwner(t *testing.T) {
	want := map[Kind]map[Field]Role{
		KindAnswer:  {FieldStatus: RoleDistrict, FieldResponsible: RoleDistrict, FieldDue: RoleDistrict, FieldEffort: RoleDistrict, FieldEvidence: RoleDistrict},
		KindRemark:  {FieldQuestion: RoleOffice, FieldReply: RoleDistrict, FieldSettled: RoleOffice},
		KindMeasure: {FieldMeasureTitle: RoleDistrict, FieldMeasureRequirement: RoleDistrict, FieldMeasureResponsible: RoleDistrict, FieldMeasureDue: RoleDistrict, FieldMeasureOnce: RoleDistrict, FieldMeasureYearly: RoleDistrict, FieldMeasureDays: RoleDistrict, FieldMeasureState: RoleDistrict},

		KindAttachment: {FieldAttachment: RoleDistrict},
		KindReview:     {FieldMark: RoleOffice, FieldProposal: RoleOffice},
	}
	for kind, fields := range want {
		seen := map[Field]bool{}
		for _, f := range Fields(kind) {
			owner, known := Owner(kind, f)
			if seen[f] || !known || owner != fields[f] || MaxLength(f) <= 0 {
				t.Errorf("%s/%s: owner %q, %v", kind, f, owner, known)
			}
			seen[f] = true
		}
		if len(seen) != len(fields) {
			t.Errorf("%s has %d fields", kind, len(seen))
		}
	}
}

// A file cannot invent a field or a kind: nobody owns it, so nobody may write it.
func TestUnknownFieldsHaveNoOwner(t *testing.T) {
	for _, c := range []struct {
		kind  Kind
		field Field
	}{{KindAnswer, FieldQuestion}, {KindAnswer, ""}, {KindRemark, FieldStatus}, {KindMeasure, FieldDue}, {"", FieldStatus}, {"key", "key"}, {"Answer", FieldStatus}} {
		if owner, known := Owner(c.kind, c.field); known || owner != "" {
			t.Errorf("%q/%q is owned by %q", c.kind, c.field, owner)
		}
	}
	if Fields("nonsense") != nil {
		t.Error("a kind that does not exist has fields")
	}
}

// The longest text of any field fits one Excel cell, even where every character takes two UTF-16 units.
func TestTextsFitACell(t *testing.T) {
	for _, k := range []Kind{KindAnswer, KindRemark, KindMeasure} {
		for _, f := range Fields(k) {
			if MaxLength(f)*2 > 32_767 {
				t.Errorf("%s/%s: %d characters", k, f, MaxLength(f))
			}
		}
	}
}

func TestNewID(t *testing.T) {
	id, err := NewID(bytes.NewReader(append(make([]byte, 15), 0xab)))
	if err != nil || id != "000000000000000000000000000000ab" {
		t.Errorf("%q, %v", id, err)
	}
	if id, err := NewID(io.LimitReader(bytes.NewReader(make([]byte, 99)), 15)); err == nil {
		t.Errorf("an id from a source that ran dry: %q", id)
	}
}

// Lists that differ anywhere have different hashes, also where they differ only in the cuts between texts.
func TestHasherTellsListsApart(t *testing.T) {
	seen := map[string]bool{}
	for _, list := range [][]string{{}, {""}, {"", ""}, {"ab"}, {"a", "b"}, {"b", "a"}, {"a", "", "b"}, {"ab", ""}, {"\x00\x00\x00\x00\x00\x00\x00\x00"}} {
		h := NewHasher("x")
		h.Add(list...)
		if sum := h.Sum(32); seen[sum] || len(sum) != 64 {
			t.Errorf("%q", list)
		} else {
			seen[sum] = true
		}
	}
	a, b := NewHasher("x"), NewHasher("y")
	if a.Sum(16) == b.Sum(16) {
		t.Error("the purpose does not count")
	}
}
