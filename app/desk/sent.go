package desk

import (
	"cmp"
	"context"
	"slices"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/store"
)

// SentFile is one line of the list of what was sent to whom. At is zero where a district has got nothing yet.
type SentFile struct {
	District  assessment.District
	File      string // its name, without a folder
	Number    string // as people name it, e.g. A-0003; empty for attachments
	Sequence  uint64
	At        time.Time
	Who       string
	Confirmed bool // the other side says that it has applied this file or a later one
}

// Sent lists what this desk has written in a round: the office's files by district, a district's replies; the newest
// first. At the office, districts that have got nothing yet have a line too. Packs for colleagues are not among them.
func (d *Desk) Sent(ctx context.Context, round assessment.RoundID) ([]SentFile, error) {
	info, err := d.Round(ctx, round)
	if err != nil {
		return nil, err
	}
	files, err := d.store.Files(ctx, store.Out, round, "")
	if err != nil {
		return nil, err
	}
	districts := map[assessment.DistrictKey]assessment.District{}
	for _, di := range info.Districts {
		districts[di.Key] = di
	}
	out, confirmed, got := []SentFile{}, map[assessment.DistrictKey]bool{}, map[assessment.DistrictKey]bool{}
	for _, f := range slices.Backward(files) {
		if f.Kind == string(envelope.KindDelegation) {
			continue
		}
		// A receipt names the newest file alone; what went before is in it.
		confirmed[f.District] = confirmed[f.District] || f.State == store.FileConfirmed
		got[f.District] = true
		out = append(out, SentFile{districts[f.District], f.Name, numberOf(f), f.Sequence, f.At, f.Who, confirmed[f.District]})
	}
	for _, di := range info.Districts {
		if d.role == assessment.RoleOffice && !got[di.Key] {
			out = append(out, SentFile{District: di})
		}
	}
	slices.SortStableFunc(out, func(a, b SentFile) int { return cmp.Compare(a.District.Key, b.District.Key) })
	return out, nil
}

// numberOf is a file's number as people name it, empty for a file that has none.
func numberOf(f store.File) string {
	if kindLetter[envelope.Kind(f.Kind)] == "" {
		return ""
	}
	return fileNumber(envelope.Manifest{Kind: envelope.Kind(f.Kind), Sequence: f.Sequence})
}

// compareKeys orders by district, the catalogue's order and scope.
func compareKeys(a, b assessment.AnswerKey, place map[assessment.RequirementID]int) int {
	return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(place[a.Requirement], place[b.Requirement]), cmp.Compare(a.Scope, b.Scope))
}
