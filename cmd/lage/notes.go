package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type noteCmd struct {
	Requirement string  `arg:""`
	Text        *string `arg:"" optional:""`
	Clear       bool
	District    string `placeholder:"KEY"`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

type noteView struct {
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Note        string `json:"note"`
}

// Run keeps a private note on an answer, or shows it.
func (c *noteCmd) Run(l *lage) error {
	if c.Clear && c.Text != nil {
		return wrongUsage("cleared_and_filled", "what", "TEXT")
	}
	return l.with(func(d *desk.Desk) error {
		k, err := l.answerKey(d, c.Round, l.ownOr(d, c.District), c.Scope, c.Requirement)
		if err != nil {
			return err
		}
		if text := noteText(c.Text, c.Clear); text != nil {
			if err := d.SetNote(l.ctx, k, *text); err != nil {
				return err
			}
		}
		paper, err := d.Paper(l.ctx, k.Round, k.District, k.Scope)
		if err != nil {
			return err
		}
		v := noteView{string(k.Round), string(k.District), string(k.Scope), string(k.Requirement), ""}
		for _, row := range paper.Rows {
			if row.Requirement.ID == k.Requirement {
				v.Note = row.Note
			}
		}
		return l.show(v, func(p *page) { l.tellNote(p, v.Note) })
	})
}

// noteText is what a note shall say, nil where it is only to be shown.
func noteText(text *string, clear bool) *string {
	if clear {
		return new(string)
	}
	return text
}

func (l *lage) tellNote(p *page, note string) {
	if note == "" {
		note = l.words.Say("lage.note.none")
	}
	p.line(note)
}

type districtNoteCmd struct {
	Key   string  `arg:""`
	Text  *string `arg:"" optional:""`
	Clear bool
}

// Run keeps the office's private note on a district, or shows it.
func (c *districtNoteCmd) Run(l *lage) error {
	if c.Clear && c.Text != nil {
		return wrongUsage("cleared_and_filled", "what", "TEXT")
	}
	return l.with(func(d *desk.Desk) error {
		if d.Info().Role != assessment.RoleOffice {
			return assessment.ErrWrongRole
		}
		key := assessment.DistrictKey(c.Key)
		if text := noteText(c.Text, c.Clear); text != nil {
			if err := d.SetDistrictNote(l.ctx, key, *text); err != nil {
				return err
			}
		}
		note, err := d.DistrictNote(l.ctx, key)
		if err != nil {
			return err
		}
		return l.show(struct {
			District string `json:"district"`
			Note     string `json:"note"`
		}{c.Key, note}, func(p *page) { l.tellNote(p, note) })
	})
}
