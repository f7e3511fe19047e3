package catalogue

import (
	"slices"

	"kreislage/data/assessment"
)

// Edition is what a new edition of a catalogue changes. Requirements are the same where their ids are.
type Edition struct {
	New       []assessment.Requirement   // only in the new edition, in its order
	Changed   []Change                   // in the order of the new edition
	Gone      []assessment.Requirement   // only in the old edition, in its order
	Unchanged []assessment.RequirementID // the same in every field, in the order of the new edition
}

// Change is a requirement that says something else than before.
type Change struct {
	Old, New assessment.Requirement
	Fields   []Part // what differs, in the order of the constants; never empty
	Asked    bool   // what is asked differs (its text hash), so an answer does not simply carry over
}

// Part names one part of a requirement.
type Part string

// The parts of a requirement that are compared.
const (
	PartRef        Part = "ref"
	PartTopic      Part = "topic"
	PartSection    Part = "section"
	PartTitle      Part = "title"
	PartText       Part = "text"
	PartGuidance   Part = "guidance"
	PartLevel      Part = "level"
	PartModal      Part = "modal"
	PartEffort     Part = "effort"
	PartPriority   Part = "priority"
	PartTags       Part = "tags"
	PartReferences Part = "references"
)

// Compare tells what is new, changed, gone and unchanged from one edition of a catalogue to another. Every requirement
// of both stands in exactly one of the four lists. The catalogues need not be sealed.
func Compare(old, new assessment.Catalogue) Edition {
	before := make(map[assessment.RequirementID]assessment.Requirement, len(old.Requirements))
	for _, r := range old.Requirements {
		before[r.ID] = r
	}
	var e Edition
	after := make(map[assessment.RequirementID]bool, len(new.Requirements))
	for _, r := range new.Requirements {
		after[r.ID] = true
		was, known := before[r.ID]
		if !known {
			e.New = append(e.New, r)
			continue
		}
		fields := differing(was, r)
		if len(fields) == 0 {
			e.Unchanged = append(e.Unchanged, r.ID)
			continue
		}
		e.Changed = append(e.Changed, Change{Old: was, New: r, Fields: fields, Asked: was.TextHash() != r.TextHash()})
	}
	for _, r := range old.Requirements {
		if !after[r.ID] {
			e.Gone = append(e.Gone, r)
		}
	}
	return e
}

// differing lists the parts in which two requirements differ.
func differing(a, b assessment.Requirement) []Part {
	var fields []Part
	for _, f := range []struct {
		part Part
		same bool
	}{
		{PartRef, a.Ref == b.Ref},
		{PartTopic, a.Topic == b.Topic},
		{PartSection, a.Section == b.Section},
		{PartTitle, a.Title == b.Title},
		{PartText, a.Text == b.Text},
		{PartGuidance, a.Guidance == b.Guidance},
		{PartLevel, a.Level == b.Level},
		{PartModal, a.Modal == b.Modal},
		{PartEffort, a.Effort == b.Effort},
		{PartPriority, a.Priority == b.Priority},
		{PartTags, slices.Equal(a.Tags, b.Tags)},
		{PartReferences, slices.Equal(a.References, b.References)},
	} {
		if !f.same {
			fields = append(fields, f.part)
		}
	}
	return fields
}
