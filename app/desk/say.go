package desk

import (
	"context"
	"path/filepath"
	"slices"
	"strings"

	"kreislage/app/words"
	"kreislage/data/assessment"
	"kreislage/data/catalogue"
	"kreislage/data/store"
)

// What a file that is meant for this desk may lack here, as the beginning of the sentence's key.
const (
	missingRound   = "verdict.foreign_round"
	missingEdition = "verdict.foreign_edition"
)

// fileSentence says what a file is, what accepting it does, and what to do next where it cannot be accepted.
func (d *Desk) fileSentence(s *staged) string {
	w, v := d.say(), s.view
	args := []any{
		"file", filepath.Base(v.File), "district", v.District.Name, "round", v.Round, "number", v.Sequence,
		"new", v.New, "changed", v.Changed, "unchanged", v.Unchanged, "refused", v.Refused, "conflicts", v.Conflicts, "detail", s.detail,
	}
	key := "verdict." + string(v.Verdict) + "." + string(d.role)
	if own := "verdict.companion." + string(v.Verdict) + "." + string(d.role); s.companion != nil && w.Has(own) {
		key = own
	}
	if s.missing != "" {
		key = s.missing + "." + string(d.role)
	}
	if v.Verdict == VerdictLost && s.forgotten {
		key = "verdict.forgotten"
	}
	sentence := w.Say(key, args...)
	if v.Verdict.Acceptable() {
		sentence = strings.Join(append([]string{sentence}, s.news...), " ")
	}
	if v.Verdict.Acceptable() && v.Conflicts > 0 {
		sentence += " " + w.Plural("verdict.and_conflicts", v.Conflicts)
	}
	if v.Verdict.Acceptable() && s.scoped {
		sentence += " " + w.Say("verdict.and_scopes")
	}
	if v.Verdict.Acceptable() && !v.Integral {
		sentence += " " + w.Say("verdict.and_weak")
	}
	return sentence
}

// valueText writes an encoded value for people.
func (d *Desk) valueText(f assessment.Field, value string) string {
	w := d.say()
	switch f {
	case assessment.FieldStatus:
		st, err := assessment.DecodeStatement(value)
		if err != nil {
			return ""
		}
		text := w.Say("desk.status." + st.Status.String())
		if st.Explanation != "" {
			text += ": " + st.Explanation
		}
		if st.Carried {
			text = w.Say("desk.status.carried", "text", text)
		}
		return text
	case assessment.FieldDue, assessment.FieldMeasureDue:
		return w.Date(assessment.Date(value))
	case assessment.FieldAcceptance:
		return d.acceptanceText(value)
	case assessment.FieldMeasureState:
		if value == "" {
			return ""
		}
		return w.Say("desk.measure." + value)
	case assessment.FieldSignOff:
		return signOffText(w, value)
	case assessment.FieldSettled:
		if value == "" {
			return w.Say("desk.remark.open")
		}
		return w.Say("desk.remark.settled")
	case assessment.FieldAttachment:
		n, err := assessment.DecodeAttachment(value)
		if err != nil || n.Empty() {
			return ""
		}
		return joined(w.Say("desk.attachment", "name", n.Name, "size", sizeText(w, n.Size)), n.Note)
	case assessment.FieldMark:
		m, err := assessment.DecodeMark(value)
		if err != nil || m.Mark == assessment.ReviewNone {
			return ""
		}
		return w.Say("desk.review."+string(m.Mark), "by", m.By, "on", w.Date(m.On))
	case assessment.FieldProposal:
		p, err := assessment.DecodeProposal(value)
		if err != nil || p.Status == assessment.StatusOpen {
			return ""
		}
		return joined(w.Say("desk.status."+p.Status.String()), p.Reason)
	}
	return value
}

// joined puts people's own words behind what they are about.
func joined(what, words string) string {
	if words == "" {
		return what
	}
	return what + ": " + words
}

// sizeText writes a number of bytes for people.
func sizeText(w *words.Words, n int64) string {
	if n < 1<<20 {
		return w.Say("desk.size.kb", "number", w.Number(int(max(1, n>>10))))
	}
	return w.Say("desk.size.mb", "number", w.Decimal(float64(n)/(1<<20), 1))
}

func (d *Desk) texts(f assessment.Field, values []string) []string {
	out := make([]string, 0, len(values))
	for _, v := range values {
		out = append(out, d.valueText(f, v))
	}
	return out
}

// describe completes a preview's changes with what people know of them. Names come from the edition that the file is
// about and, where it does not have them, from the others of the round.
func (d *Desk) describe(ctx context.Context, r store.Reader, s *staged, round assessment.Round, cat *assessment.Catalogue) error {
	names := namesOf(cat)
	if unnamed(names, s.view.Changes) {
		ever, err := d.everAsked(ctx, r, round)
		if err != nil {
			return err
		}
		for id, q := range ever {
			if _, there := names[id]; !there {
				names[id] = q
			}
		}
	}
	d.name(names, s.view.Changes)
	return nil
}

func unnamed(names map[string]assessment.Requirement, changes []CellChange) bool {
	return slices.ContainsFunc(changes, func(c CellChange) bool {
		_, named := names[itemOf(c)]
		return !named
	})
}

func (d *Desk) describeAll(ctx context.Context, round assessment.RoundID, changes []CellChange) error {
	if len(changes) == 0 {
		return nil
	}
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return err
	}
	names, err := d.everAsked(ctx, d.store.Reader, r)
	if err != nil {
		return err
	}
	d.name(names, changes)
	return nil
}

func (d *Desk) name(names map[string]assessment.Requirement, changes []CellChange) {
	about := measuresAbout(changes)
	for i := range changes {
		c := &changes[i]
		item := itemOf(*c)
		if c.Subject.Kind == assessment.KindMeasure {
			item = about[item]
		}
		if q, ok := names[item]; ok {
			c.Ref, c.Title = q.Ref, q.Title
		}
		if c.Subject.Field == assessment.FieldMeasureRequirement {
			c.Before, c.After = refs(names, c.Before), refs(names, c.After)
		}
		if c.Subject.Kind == assessment.KindSignOff {
			c.Title = d.say().Say("desk.signoff.title")
		}
		c.Before, c.After = d.texts(c.Subject.Field, c.Before), d.texts(c.Subject.Field, c.After)
	}
}

// measuresAbout tells by measure which requirement it is about, as far as the changes say so.
func measuresAbout(changes []CellChange) map[string]string {
	out := map[string]string{}
	for _, c := range changes {
		if c.Subject.Field == assessment.FieldMeasureRequirement && len(c.After) > 0 {
			out[c.Subject.Item] = c.After[0]
		}
	}
	return out
}

// refs writes requirements by the number that people know them by.
func refs(names map[string]assessment.Requirement, ids []string) []string {
	out := make([]string, len(ids))
	for i, id := range ids {
		out[i] = id
		if q, ok := names[id]; ok {
			out[i] = q.Ref
		}
	}
	return out
}

// itemOf is the requirement that a change is about, as far as it says so: its values are still encoded.
func itemOf(c CellChange) string {
	if c.Subject.Kind != assessment.KindAttachment {
		return c.Subject.Item
	}
	for _, v := range slices.Concat(c.After, c.Before) {
		if n, err := assessment.DecodeAttachment(v); err == nil && !n.Empty() {
			return string(n.Requirement)
		}
	}
	return ""
}

func namesOf(cat *assessment.Catalogue) map[string]assessment.Requirement {
	out := make(map[string]assessment.Requirement, len(cat.Requirements))
	for _, q := range cat.Requirements {
		out[string(q.ID)] = q
	}
	return out
}

// ValueText writes an encoded value of a field, as HistoryEntry and Conflict hold it, for people.
func (d *Desk) ValueText(f assessment.Field, value string) string { return d.valueText(f, value) }

// FieldName names a field for people.
func (d *Desk) FieldName(f assessment.Field) string { return d.say().Say("desk.field." + string(f)) }

// dropSentence says what an import of a catalogue left out.
func (d *Desk) dropSentence(drop catalogue.Drop) string {
	w, number := d.say(), ""
	if drop.Count > 0 {
		number = w.Say("desk.drop.number", "count", drop.Count)
	}
	sentence := w.Say("desk.drop."+string(drop.Reason), "what", w.Say("desk.drop.what."+string(drop.What)), "place", placeText(w, drop.Place),
		"detail", drop.Detail, "count", drop.Count, "number", number)
	return tidy(sentence)
}

// tidy closes the gaps that an empty place, detail or number leaves in a sentence.
func tidy(sentence string) string { return gaps.Replace(sentence) }

var gaps = strings.NewReplacer(" ()", "", ": .", ".", "  ", " ", " :", ":", " .", ".")

// placeText says where something stands in a catalogue's file, for people: which requirement, which cell, which line.
func placeText(w *words.Words, p catalogue.Place) string {
	var where string
	switch {
	case p.Cell != "":
		where = p.Sheet + "!" + p.Cell
	case p.Sheet != "":
		where = p.Sheet
	case p.Line > 0:
		where = w.Say("desk.place.line", "line", p.Line)
	}
	switch {
	case p.ID == "":
		return where
	case where == "":
		return p.ID
	}
	return p.ID + " (" + where + ")"
}
