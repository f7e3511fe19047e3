package main

import (
	"fmt"
	"time"

	"kreislage/app/demo"
	"kreislage/app/desk"
)

// initCmd makes a data folder.
type initCmd struct {
	Office   initOfficeCmd   `cmd:""`
	District initDistrictCmd `cmd:""`
}

type initOfficeCmd struct {
	Name string `required:"" placeholder:"NAME"`
}

// begun is what a new data folder tells about itself.
type begun struct {
	Role              string   `json:"role"`
	Office            string   `json:"office"`
	District          string   `json:"district"`
	Name              string   `json:"name"`
	Desk              string   `json:"desk"`
	Fingerprint       string   `json:"fingerprint"`
	OfficeFingerprint string   `json:"office_fingerprint"`
	Protection        string   `json:"protection"` // passphrase or account
	Rounds            []string `json:"rounds"`
}

// Run makes a new office.
func (c *initOfficeCmd) Run(l *lage) error {
	return l.begin(func(o desk.Options) (*desk.Desk, error) { return desk.InitOffice(l.ctx, l.folder, c.Name, o) })
}

type initDistrictCmd struct {
	From        string `required:"" placeholder:"FILE"`
	Fingerprint string `placeholder:"X"`
}

// Run joins an office with its first file.
func (c *initDistrictCmd) Run(l *lage) error {
	if l.folder == "" {
		return wrongUsage("no_folder")
	}
	code, err := l.code()
	if err != nil {
		return err
	}
	return l.begin(func(o desk.Options) (*desk.Desk, error) {
		return desk.InitDistrict(l.ctx, l.folder, c.From, code, c.Fingerprint, o)
	})
}

// begin makes a data folder and shows what it is. Where nobody gives a passphrase, the account protects the folder.
func (l *lage) begin(make func(desk.Options) (*desk.Desk, error)) (err error) {
	if l.folder == "" {
		return wrongUsage("no_folder")
	}
	b := begun{Protection: "account", Rounds: []string{}}
	o := l.options()
	o.Passphrase = func() (string, error) {
		p, err := l.newPassphrase()
		if p != "" {
			b.Protection = "passphrase"
		}
		return p, err
	}
	d, err := make(o)
	if err != nil {
		return err
	}
	defer closing(d, &err)
	i := d.Info()
	b.Role, b.Office, b.District, b.Name = string(i.Role), i.OfficeName, string(i.District.Key), i.District.Name
	b.Desk, b.Fingerprint, b.OfficeFingerprint = string(i.Desk), i.Fingerprint, i.OfficeKey
	rounds, err := d.Rounds(l.ctx)
	if err != nil {
		return err
	}
	for _, r := range rounds {
		b.Rounds = append(b.Rounds, r.Name)
	}
	if b.Protection == "account" {
		l.note(l.words.Say("lage.init.account", "variable", passphraseVariable))
	}
	if i.OnNetwork {
		l.note(l.words.Say("lage.init.network"))
	}
	return l.show(b, func(p *page) { l.tellBegun(p, b) })
}

func (l *lage) tellBegun(p *page, b begun) {
	if b.District == "" {
		p.line(l.words.Say("lage.init.office", "office", b.Office))
		p.line(l.words.Say("lage.init.fingerprint", "fingerprint", b.Fingerprint))
		return
	}
	p.line(l.words.Say("lage.init.district", "district", b.Name, "office", b.Office))
	p.line(l.words.Say("lage.init.office_fingerprint", "fingerprint", b.OfficeFingerprint))
	p.line(l.words.Say("lage.init.fingerprint", "fingerprint", b.Fingerprint))
	for _, r := range b.Rounds {
		p.line(l.words.Say("lage.init.round", "round", r))
	}
}

// demoCmd plays a whole round.
type demoCmd struct {
	Dir       string `arg:""`
	Districts int    `placeholder:"N" default:"7"`
	Catalogue string `placeholder:"FILE"`
	Seed      uint64 `placeholder:"S" default:"1"`
	Untaken   bool
}

// Run plays a round through real files in an empty folder.
func (c *demoCmd) Run(l *lage) error {
	if c.Districts < 1 || c.Districts > demo.MaxDistricts {
		return wrongUsage("districts", "max", demo.MaxDistricts)
	}
	start := time.Now()
	s, err := demo.Play(l.ctx, c.Dir, demo.Options{
		Districts: c.Districts, Catalogue: c.Catalogue, Seed: c.Seed, Lang: l.lang, Passphrase: l.env(passphraseVariable), Untaken: c.Untaken,
		Progress: l.told(),
	})
	if err != nil {
		return err
	}
	return l.show(s, func(p *page) {
		for _, sentence := range s.Sentences {
			p.line(sentence)
		}
		l.note(l.words.Say("lage.demo.took", "seconds", fmt.Sprintf("%.1f", time.Since(start).Seconds())))
	})
}

// told passes sentences about a long job on to whoever is watching.
func (l *lage) told() func(string) {
	if l.progress() == nil {
		return nil
	}
	return l.note
}
