package main

import "kreislage/app/desk"

type backupCmd struct {
	Output string `short:"o" required:"" placeholder:"FILE"`
}

// Run writes the whole data folder, sealed, to a new file.
func (c *backupCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if err := d.Backup(l.ctx, c.Output); err != nil {
			return err
		}
		return l.show(struct {
			File string `json:"file"`
		}{c.Output}, func(p *page) { p.line(l.words.Say("lage.backup.written", "file", c.Output)) })
	})
}

type restoreCmd struct {
	File string `arg:""`
}

// Run makes a data folder from a backup.
func (c *restoreCmd) Run(l *lage) (err error) {
	if l.folder == "" {
		return wrongUsage("no_folder")
	}
	d, err := desk.Restore(l.ctx, c.File, l.folder, l.options())
	if err != nil {
		return err
	}
	defer closing(d, &err)
	i := d.Info()
	return l.show(struct {
		Folder      string `json:"folder"`
		Role        string `json:"role"`
		Desk        string `json:"desk"`
		Fingerprint string `json:"fingerprint"`
	}{l.folder, string(i.Role), string(i.Desk), i.Fingerprint}, func(p *page) {
		p.line(l.words.Say("lage.restore.done", "folder", l.folder))
		p.line(l.words.Say("lage.init.fingerprint", "fingerprint", i.Fingerprint))
	})
}

type verifyCmd struct{}

// Run reads the whole data folder and tells what does not fit.
func (c *verifyCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		problems, err := d.Verify(l.ctx)
		if err != nil {
			return err
		}
		err = l.show(struct {
			Problems []string `json:"problems"`
		}{list(problems)}, func(p *page) {
			if len(problems) == 0 {
				p.line(l.words.Say("lage.verify.clean"))
			}
			for _, x := range problems {
				p.line(x)
			}
		})
		if err == nil && len(problems) > 0 {
			err = errPerson
		}
		return err
	})
}
