package demo

import (
	"fmt"
	"path/filepath"

	"kreislage/app/desk"
)

// Summary tells what has happened, for programs and in sentences for people.
type Summary struct {
	Folder       string   `json:"folder"`
	Seed         uint64   `json:"seed"`
	Round        string   `json:"round"`
	Catalogue    string   `json:"catalogue"` // its title
	Requirements int      `json:"requirements"`
	Districts    int      `json:"districts"`
	Answers      int      `json:"answers"` // that the office has
	Files        []File   `json:"files"`   // as the office took them in after the due date
	Missing      []string `json:"missing"` // keys of the counties of which nothing could be taken in
	Late         []string `json:"late"`    // keys of those whose answers are not complete though the day has passed
	Conflicts    int      `json:"conflicts"`
	Remarks      int      `json:"remarks"` // questions asked
	Sentences    []string `json:"-"`
}

// File is one file that came back, and what became of it.
type File struct {
	File      string `json:"file"`
	District  string `json:"district"`
	Verdict   string `json:"verdict"`
	Sentence  string `json:"sentence"`
	New       int    `json:"new"`
	Changed   int    `json:"changed"`
	Unchanged int    `json:"unchanged"`
	Refused   int    `json:"refused"`
	Conflicts int    `json:"conflicts"`
	Accepted  bool   `json:"accepted"`
}

func (s *Summary) add(dir string, f desk.FilePreview) {
	name, err := filepath.Rel(dir, f.File)
	if err != nil {
		name = f.File
	}
	s.Files = append(s.Files, File{
		filepath.ToSlash(name), string(f.District.Key), string(f.Verdict), f.Sentence, f.New, f.Changed, f.Unchanged, f.Refused, f.Conflicts, f.Accepted,
	})
}

// report is the last scene: tables and letters are written, and the play is summed up.
func (p *play) report() error {
	p.tell("demo.reporting")
	for _, a := range p.actors {
		if err := p.office.WriteLetter(p.ctx, a.Key, p.path("reports", "letter-"+string(a.Key)+".pdf")); err != nil {
			return err
		}
	}
	for table, name := range map[desk.Table]string{desk.TableAnswers: "answers.csv", desk.TableHeatMap: "heatmap.csv"} {
		if err := p.office.WriteTable(p.ctx, desk.TableQuery{Table: table, Round: p.round.ID}, p.path("reports", name)); err != nil {
			return err
		}
	}
	return p.sumUp()
}

func (p *play) sumUp() error {
	rows, err := p.office.Cockpit(p.ctx, p.round.ID)
	if err != nil {
		return err
	}
	conflicts, err := p.office.Conflicts(p.ctx, p.round.ID)
	if err != nil {
		return err
	}
	s := &p.summary
	s.Folder, s.Seed, s.Round, s.Catalogue = p.dir, p.o.Seed, p.round.Name, p.round.CatalogueTitle
	s.Requirements, s.Districts, s.Conflicts = p.round.Requirements, len(rows), len(conflicts)
	s.Missing, s.Late = []string{}, []string{}
	if s.Files == nil {
		s.Files = []File{}
	}
	for _, r := range rows {
		s.Answers += r.Tally.Total - r.Tally.Open
		switch {
		case r.Received.IsZero():
			s.Missing = append(s.Missing, string(r.District.Key))
		case r.DaysLate > 0:
			s.Late = append(s.Late, string(r.District.Key))
		}
	}
	s.Sentences = p.sentences(rows)
	return nil
}

// someNames is how many counties a sentence names.
const someNames = 12

// some names a few of many, and how many more there are.
func (p *play) some(names []string) []string {
	if len(names) <= someNames {
		return names
	}
	return append(names[:someNames:someNames], p.words.Say("demo.summary.more", "n", len(names)-someNames))
}

// sentences tell people what has happened and where to look.
func (p *play) sentences(rows []desk.CockpitRow) []string {
	s, w := &p.summary, p.words
	out := []string{w.Say("demo.summary.round", "round", s.Round, "requirements", s.Requirements, "districts", s.Districts, "answers", s.Answers)}
	accepted, refused := 0, 0
	for _, f := range s.Files {
		if f.Accepted {
			accepted++
			continue
		}
		refused++
		out = append(out, fmt.Sprintf("  %s: %s", filepath.Base(f.File), f.Sentence))
	}
	if len(s.Files) > 0 {
		out = append(out[:1], append([]string{w.Say("demo.summary.files", "accepted", accepted, "refused", refused)}, out[1:]...)...)
	}
	var missing, late []string
	for _, r := range rows {
		switch {
		case r.Received.IsZero():
			missing = append(missing, r.District.Name)
		case r.DaysLate > 0:
			late = append(late, r.District.Name)
		}
	}
	if len(missing) > 0 {
		out = append(out, w.Say("demo.summary.missing", "districts", p.some(missing)))
	}
	if len(late) > 0 {
		out = append(out, w.Say("demo.summary.late", "districts", p.some(late)))
	}
	return append(out, w.Plural("demo.summary.conflicts", s.Conflicts), w.Say("demo.summary.folder", "folder", s.Folder))
}
