package demo

import (
	"path/filepath"
	"strconv"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

// wholeRound ends a play: when every county has answered everything, conflicts are resolved where they belong, and all
// replies are in, every field of every answer at the office equals the county's.
func (s *stage) wholeRound(office *desk.Desk) {
	s.t.Helper()
	replies := s.t.TempDir()
	for _, x := range pilot {
		s.finish(s.open("districts", string(x.Key)), x, replies)
	}
	b, err := office.Preview(s.ctx, []string{replies}, nil)
	s.must(err)
	files, err := office.Accept(s.ctx, b, desk.AcceptByMode(desk.AcceptAll), nil)
	s.must(err)
	for _, f := range files {
		if !f.Accepted || f.Refused > 0 || f.Rows < s.summary.Requirements || f.New+f.Changed+f.Unchanged != f.Rows {
			s.t.Errorf("%s: %+v", f.File, f)
		}
	}
	fields := 0
	for _, x := range pilot {
		fields += s.same(s.answers(office, x.Key), s.answers(s.open("districts", string(x.Key)), x.Key))
	}
	if want := len(pilot) * s.summary.Requirements * len(assessment.AnswerFields()); fields != want {
		s.t.Errorf("compared %d fields, want %d", fields, want)
	}
}

// finish answers what a county has left open, resolves its conflicts and writes its last reply.
func (s *stage) finish(d *desk.Desk, x county, dir string) {
	s.t.Helper()
	rounds, err := d.Rounds(s.ctx)
	s.must(err)
	round := rounds[0].ID
	if x.part == partConflict {
		s.resolve(d, x, round)
	}
	var edits []desk.AnswerEdit
	for i, a := range s.answers(d, x.Key) {
		if a.Status != assessment.StatusOpen {
			continue
		}
		status, text := assessment.Status(1+i%4), "Nachgetragen, Nr. "+strconv.Itoa(i)+": „äöüß“\nzweite Zeile"
		due, short := assessment.Date("2026-12-31"), "=Summe(A"+strconv.Itoa(i)+")"
		edits = append(edits, desk.AnswerEdit{Key: a.AnswerKey, Edit: desk.Edit{Status: &status, Explanation: &text, Due: &due, Effort: &short, Evidence: &short, Responsible: &short}})
	}
	_, err = d.AnswerAll(s.ctx, edits)
	s.must(err)
	_, err = d.Export(s.ctx, round, nil, dir, nil)
	s.must(err)
	s.must(d.Close())
}

// resolve lets the county take in its colleague's workbook too, so that it sees the same conflict as the office.
func (s *stage) resolve(d *desk.Desk, x county, round assessment.RoundID) {
	s.t.Helper()
	hand, err := filepath.Glob(filepath.Join(s.dir, "exchange", "in", "*_"+string(x.Key)+"_A-*.xlsx"))
	s.must(err)
	b, err := d.Preview(s.ctx, hand, nil)
	s.must(err)
	_, err = d.Accept(s.ctx, b, desk.AcceptByMode(desk.AcceptAll), nil)
	s.must(err)
	conflicts, err := d.Conflicts(s.ctx, round)
	s.must(err)
	if len(conflicts) != 1 || len(conflicts[0].Values) != 2 {
		s.t.Fatalf("conflicts: %+v", conflicts)
	}
	s.must(d.Resolve(s.ctx, conflicts[0].ID, conflicts[0].Values[1].Value))
}

// same compares every field of every answer and returns how many there were.
func (s *stage) same(office, county []assessment.Answer) int {
	s.t.Helper()
	if len(office) != len(county) {
		s.t.Fatalf("%d and %d answers", len(office), len(county))
	}
	fields := 0
	for i := range office {
		if office[i] != county[i] {
			s.t.Errorf("answer %d: the office has %+v, the county %+v", i, office[i], county[i])
		}
		if office[i].Conflict || office[i].Status == assessment.StatusOpen {
			s.t.Errorf("answer %d is not final: %+v", i, office[i])
		}
		for _, f := range assessment.AnswerFields() {
			if office[i].Value(f) == county[i].Value(f) {
				fields++
			}
		}
	}
	return fields
}
