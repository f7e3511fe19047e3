package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type evidenceCmd struct {
	Add    evidenceAddCmd    `cmd:""`
	List   evidenceListCmd   `cmd:""`
	Remove evidenceRemoveCmd `cmd:""`
	Save   evidenceSaveCmd   `cmd:""`
}

type attachmentView struct {
	Attachment  string `json:"attachment"`
	Round       string `json:"round"`
	District    string `json:"district"`
	Scope       string `json:"scope"`
	Requirement string `json:"requirement"`
	Name        string `json:"name"`
	Size        int64  `json:"size"`
	SHA256      string `json:"sha256"`
	Note        string `json:"note"`
	Here        bool   `json:"here"` // the bytes are in this data folder
}

func viewOfAttachment(a desk.Attachment) attachmentView {
	k := a.Key
	return attachmentView{a.ID, string(k.Round), string(k.District), string(k.Scope), string(k.Requirement), a.Name, a.Size, a.SHA256, a.Note, a.Here}
}

type evidenceAddCmd struct {
	Requirement string `arg:""`
	File        string `arg:""`
	Note        string `placeholder:"T"`
	Round       string `placeholder:"R"`
	Scope       string `placeholder:"S"`
}

// Run attaches a file to an answer at a district's desk.
func (c *evidenceAddCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		own := l.ownOr(d, "")
		if own == "" {
			return assessment.ErrWrongRole
		}
		k, err := l.answerKey(d, c.Round, own, c.Scope, c.Requirement)
		if err != nil {
			return err
		}
		a, err := d.Attach(l.ctx, k, c.File, c.Note)
		if err != nil {
			return err
		}
		return l.show(viewOfAttachment(a), func(p *page) {
			p.line(l.words.Say("lage.evidence.added", "name", a.Name, "requirement", c.Requirement, "id", a.ID))
		})
	})
}

type evidenceListCmd struct {
	Round    string `placeholder:"R"`
	District string `placeholder:"KEY"`
}

// Run lists the attachments of a round.
func (c *evidenceListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		if err := takesPart(r, c.District); err != nil {
			return err
		}
		all, err := d.Attachments(l.ctx, r.ID, assessment.DistrictKey(c.District))
		if err != nil {
			return err
		}
		refs, err := l.refs(d, r)
		if err != nil {
			return err
		}
		views := []attachmentView{}
		for _, a := range all {
			views = append(views, viewOfAttachment(a))
		}
		return l.show(struct {
			Attachments []attachmentView `json:"attachments"`
		}{views}, func(p *page) { l.tellAttachments(p, refs, views) })
	})
}

func (l *lage) tellAttachments(p *page, refs map[string]string, views []attachmentView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.evidence.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		where := "away"
		if v.Here {
			where = "here"
		}
		rows = append(rows, []string{v.Attachment, v.District, refs[v.Requirement], v.Name, l.words.Number(int(v.Size)), short(v.Note, 40), l.words.Say("lage.evidence." + where)})
	}
	p.table(l.heads("id", "key", "requirement", "file", "bytes", "note", "state"), rows)
}

type evidenceRemoveCmd struct {
	Attachment string `arg:""`
}

// Run takes an attachment off its answer.
func (c *evidenceRemoveCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if err := d.Detach(l.ctx, c.Attachment); err != nil {
			return err
		}
		return l.show(struct {
			Attachment string `json:"attachment"`
		}{c.Attachment}, func(p *page) { p.line(l.words.Say("lage.evidence.removed")) })
	})
}

type evidenceSaveCmd struct {
	Attachment string `arg:""`
	Output     string `short:"o" required:"" placeholder:"FILE"`
}

// Run writes an attachment to a file.
func (c *evidenceSaveCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if err := d.SaveAttachment(l.ctx, c.Attachment, c.Output); err != nil {
			return err
		}
		return l.show(struct {
			Attachment string `json:"attachment"`
			File       string `json:"file"`
		}{c.Attachment, c.Output}, func(p *page) { p.line(l.words.Say("lage.evidence.saved", "file", c.Output)) })
	})
}
