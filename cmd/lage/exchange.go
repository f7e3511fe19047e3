package main

import (
	"cmp"
	"slices"
	"time"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type exportCmd struct {
	Output   string   `short:"o" required:"" placeholder:"DIR"`
	Round    string   `placeholder:"R"`
	District []string `placeholder:"KEY"`

	Attachments bool // also a file with the bytes of the attachments
}

type exportedView struct {
	File     string `json:"file"`
	District string `json:"district"`
	Sequence uint64 `json:"sequence"`
	SHA256   string `json:"sha256"`
	Size     int64  `json:"size"`
}

// Run writes exchange files. Where some could not be written, the others are, and a person is needed.
func (c *exportCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		r, err := l.round(d, c.Round)
		if err != nil {
			return err
		}
		for _, k := range c.District {
			if err := takesPart(r, k); err != nil {
				return err
			}
		}
		if c.Attachments && d.Info().Role != assessment.RoleDistrict {
			return assessment.ErrWrongRole
		}
		files, err := d.Export(l.ctx, r.ID, keysOf(c.District), c.Output, l.progress())
		if err == nil && c.Attachments {
			var companion desk.ExportedFile
			if companion, err = d.ExportAttachments(l.ctx, r.ID, c.Output); err == nil {
				files = append(files, companion)
			}
		}
		if len(files) == 0 && err != nil {
			return err
		}
		views := []exportedView{}
		for _, f := range files {
			views = append(views, exportedView{f.Path, string(f.District.Key), f.Sequence, f.Hash, f.Size})
		}
		slices.SortFunc(views, func(a, b exportedView) int {
			return cmp.Or(cmp.Compare(a.District, b.District), cmp.Compare(a.Sequence, b.Sequence))
		})
		return l.exported(views, err)
	})
}

func (l *lage) exported(views []exportedView, failed error) error {
	v := struct {
		Files []exportedView `json:"files"`
		Error *complaint     `json:"error,omitempty"`
	}{Files: views}
	if failed != nil {
		l.log.Error("export", "error", failed)
		sentence, hint := desk.Explain(failed, l.lang)
		v.Error = &complaint{sentence, hint}
	}
	if err := l.show(v, func(p *page) {
		for _, f := range views {
			p.line(l.words.Say("lage.export.written", "file", f.File, "district", f.District))
		}
	}); err != nil {
		return err
	}
	if failed != nil {
		l.note(l.words.Say("lage.export.partly") + " " + v.Error.Sentence)
		return errPerson
	}
	return nil
}

type importCmd struct {
	File   []string `arg:"" name:"file"`
	Accept string   `placeholder:"signed|all" enum:",signed,all" default:""`
}

type problemView struct {
	Place    string `json:"place"`
	Sentence string `json:"sentence"`
	Refused  bool   `json:"refused"`
}

type importView struct {
	File      string        `json:"file"`
	Verdict   string        `json:"verdict"`
	Sentence  string        `json:"sentence"`
	District  string        `json:"district"`
	Round     string        `json:"round"` // its name
	Sequence  uint64        `json:"sequence"`
	Rows      int           `json:"rows"`
	New       int           `json:"new"`
	Changed   int           `json:"changed"`
	Unchanged int           `json:"unchanged"`
	Refused   int           `json:"refused"`
	Conflicts int           `json:"conflicts"`
	Accepted  bool          `json:"accepted"`
	Import    int64         `json:"import"` // for undo; 0 where nothing was taken in
	Problems  []problemView `json:"problems"`
}

// Run shows what files are and what accepting them would change, and takes in what the call accepts.
func (c *importCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		in, err := l.preview(d, c.File)
		if err != nil {
			return err
		}
		if c.Accept != "" {
			if err := in.accept(l, d, desk.AcceptMode(c.Accept)); err != nil {
				return err
			}
		}
		files := in.files()
		if err := l.showImport(files, c.Accept != ""); err != nil {
			return err
		}
		l.tellCode(d, in, c.Accept != "")
		needed, err := l.personNeeded(d, files, c.Accept != "")
		if err == nil && needed {
			err = errPerson
		}
		return err
	})
}

// tellCode tells a district what a new exchange code has to do with its files.
func (l *lage) tellCode(d *desk.Desk, in *intake, accepting bool) {
	switch {
	case len(in.batches) > 1 && !accepting:
		l.note(l.words.Say("lage.import.code_fits", "variable", codeVariable))
	case l.env(codeVariable) == "" && d.Info().Role == assessment.RoleDistrict && slices.ContainsFunc(in.files(), wrongCode):
		l.note(l.words.Say("lage.import.new_code", "variable", codeVariable))
	}
}

func (l *lage) showImport(files []desk.FilePreview, accepting bool) error {
	views := []importView{}
	for _, f := range files {
		v := importView{
			f.File, string(f.Verdict), f.Sentence, string(f.District.Key), f.Round, f.Sequence, f.Rows, f.New, f.Changed, f.Unchanged,
			f.Refused, f.Conflicts, f.Accepted, f.Import, []problemView{},
		}
		for _, p := range f.Problems {
			v.Problems = append(v.Problems, problemView{p.Place, p.Sentence, p.Refused})
		}
		views = append(views, v)
	}
	return l.show(struct {
		Files []importView `json:"files"`
	}{views}, func(p *page) { l.tellImport(p, views, accepting) })
}

func (l *lage) tellImport(p *page, views []importView, accepting bool) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.import.none"))
	}
	for _, v := range views {
		p.line(v.File)
		p.line("  " + v.Sentence)
		for _, x := range v.Problems {
			p.line("  - " + x.Sentence)
		}
		switch {
		case v.Accepted:
			p.line("  " + l.words.Say("lage.import.accepted"))
		case accepting && !done(desk.Verdict(v.Verdict)):
			p.line("  " + l.words.Say("lage.import.not_accepted"))
		}
	}
	if !accepting {
		l.note(l.words.Say("lage.import.preview"))
	}
}

// done tells whether there is nothing to do about a file.
func done(v desk.Verdict) bool { return v == desk.VerdictContained || v == desk.VerdictOwn }

// personNeeded tells whether a file is left that the program cannot deal with on its own: one that is refused or not
// accepted, one with refused rows, or one whose district has contradictory versions now.
func (l *lage) personNeeded(d *desk.Desk, files []desk.FilePreview, accepting bool) (bool, error) {
	touched := map[assessment.DistrictKey]bool{}
	for _, f := range files {
		switch {
		case f.Refused > 0, f.Conflicts > 0:
			return true, nil
		case accepting && !f.Accepted && !done(f.Verdict):
			return true, nil
		case !accepting && !f.Verdict.Clean() && !done(f.Verdict):
			return true, nil
		}
		touched[f.District.Key] = touched[f.District.Key] || f.Verdict != desk.VerdictContained && f.Accepted
	}
	return l.contradictory(d, touched)
}

// contradictory tells whether a conflict stands in one of the districts.
func (l *lage) contradictory(d *desk.Desk, districts map[assessment.DistrictKey]bool) (bool, error) {
	rounds, err := d.Rounds(l.ctx)
	if err != nil {
		return false, err
	}
	for _, r := range rounds {
		all, err := d.Conflicts(l.ctx, r.ID)
		if err != nil {
			return false, err
		}
		if slices.ContainsFunc(all, func(c desk.Conflict) bool { return districts[c.Subject.District] }) {
			return true, nil
		}
	}
	return false, nil
}

type importsCmd struct{}

type importedView struct {
	Import   int64  `json:"import"`
	File     string `json:"file"`
	District string `json:"district"`
	Round    string `json:"round"` // its name
	Sequence uint64 `json:"sequence"`
	At       string `json:"at"`
	Who      string `json:"who"`
	Changes  int    `json:"changes"`
	Undone   bool   `json:"undone"`
	Batch    int64  `json:"batch"` // the first import of those taken in together
}

// Run lists what has been taken in, the newest first.
func (c *importsCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Imports(l.ctx)
		if err != nil {
			return err
		}
		views := []importedView{}
		for _, i := range all {
			views = append(views, importedView{i.ID, i.File, string(i.District.Key), i.Round, i.Sequence, stamp(i.At), i.Who, i.Changes, i.Undone, i.Batch})
		}
		return l.show(struct {
			Imports []importedView `json:"imports"`
		}{views}, func(p *page) { l.tellImports(p, all) })
	})
}

func (l *lage) tellImports(p *page, all []desk.ImportInfo) {
	if len(all) == 0 {
		p.line(l.words.Say("lage.imports.none"))
		return
	}
	var rows [][]string
	for _, i := range all {
		state := ""
		if i.Undone {
			state = l.words.Say("lage.imports.undone")
		}
		rows = append(rows, []string{l.words.Number(int(i.ID)), l.words.Value(i.At.Local()), i.District.Name, i.File, l.words.Number(i.Changes), state})
	}
	p.table(l.heads("id", "at", "district", "file", "changes", "state"), rows)
}

type undoCmd struct {
	Import int64 `arg:""`
	Batch  bool
}

type leftView struct {
	Requirement string   `json:"requirement"`
	Field       string   `json:"field"`
	Now         []string `json:"now"`
	Was         []string `json:"was"`
}

// undo takes one import back, or all that was taken in together with it.
func (c *undoCmd) undo(l *lage, d *desk.Desk) (desk.UndoResult, error) {
	if !c.Batch {
		return d.UndoImport(l.ctx, c.Import)
	}
	all, err := d.Imports(l.ctx)
	if err != nil {
		return desk.UndoResult{}, err
	}
	at := slices.IndexFunc(all, func(i desk.ImportInfo) bool { return i.ID == c.Import })
	if at < 0 {
		return d.UndoImport(l.ctx, c.Import) // says that there is none
	}
	var ids []int64
	for _, i := range all {
		if i.Batch == all[at].Batch && !i.Undone {
			ids = append(ids, i.ID)
		}
	}
	return d.UndoImports(l.ctx, ids, l.progress())
}

// Run takes an import back. What has been changed since stays and is listed.
func (c *undoCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		res, err := c.undo(l, d)
		if err != nil {
			return err
		}
		left := []leftView{}
		for _, x := range res.Left {
			left = append(left, leftView{x.Subject.Item, string(x.Subject.Field), list(x.Before), list(x.After)})
		}
		err = l.show(struct {
			Import   int64      `json:"import"`
			Restored int        `json:"restored"`
			Left     []leftView `json:"left"`
			Stays    string     `json:"stays,omitempty"`
		}{c.Import, res.Restored, left, res.Stays}, func(p *page) {
			p.line(l.words.Plural("lage.undo.restored", res.Restored))
			if res.Stays != "" {
				p.line(res.Stays)
			}
			for _, x := range res.Left {
				p.line("  " + l.words.Say("lage.undo.left", "requirement", x.Ref, "field", d.FieldName(x.Subject.Field)))
			}
		})
		if err == nil && len(left) > 0 {
			err = errPerson
		}
		return err
	})
}

// stamp is a moment in the form of RFC 3339; no moment is empty text.
func stamp(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.UTC().Format(time.RFC3339)
}

// list is never nil, so that JSON shows an empty list and not null.
func list(s []string) []string {
	if s == nil {
		return []string{}
	}
	return s
}
