package main

import (
	"strings"
	"unicode"

	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type districtCmd struct {
	Add    districtAddCmd    `cmd:""`
	List   districtListCmd   `cmd:""`
	Show   districtShowCmd   `cmd:""`
	Letter districtLetterCmd `cmd:""`
	Trust  districtTrustCmd  `cmd:""`
	Code   districtCodeCmd   `cmd:""`
	Note   districtNoteCmd   `cmd:""`
}

// districtView is a district as the office keeps it. It never holds a code.
type districtView struct {
	District string     `json:"district"`
	Name     string     `json:"name"`
	Contact  string     `json:"contact"`
	Desks    []deskView `json:"desks"`
}

type deskView struct {
	Desk        string `json:"desk"`
	Fingerprint string `json:"fingerprint"`
	Trusted     bool   `json:"trusted"`
}

func viewOfDistrict(d desk.DistrictInfo) districtView {
	v := districtView{string(d.Key), d.Name, d.Contact, []deskView{}}
	for _, k := range d.Desks {
		v.Desks = append(v.Desks, deskView{string(k.Desk), k.Fingerprint, k.Trusted})
	}
	return v
}

type districtAddCmd struct {
	Key     string `arg:""`
	Name    string `arg:""`
	Contact string `placeholder:"T"`
}

// Run adds a district.
func (c *districtAddCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		di, err := d.AddDistrict(l.ctx, assessment.DistrictKey(c.Key), c.Name, c.Contact)
		if err != nil {
			return err
		}
		return l.show(viewOfDistrict(di), func(p *page) {
			p.line(l.words.Say("lage.district.added", "district", di.Name, "key", string(di.Key)))
		})
	})
}

type districtListCmd struct{}

// Run lists the districts, without their codes.
func (c *districtListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Districts(l.ctx)
		if err != nil {
			return err
		}
		views := []districtView{}
		for _, di := range all {
			views = append(views, viewOfDistrict(di))
		}
		return l.show(struct {
			Districts []districtView `json:"districts"`
		}{views}, func(p *page) { l.tellDistricts(p, views) })
	})
}

func (l *lage) tellDistricts(p *page, views []districtView) {
	if len(views) == 0 {
		p.line(l.words.Say("lage.district.none"))
		return
	}
	var rows [][]string
	for _, v := range views {
		if len(v.Desks) == 0 {
			rows = append(rows, []string{v.District, v.Name, "", l.words.Say("lage.district.no_desk")})
		}
		for _, k := range v.Desks {
			state := l.words.Say("lage.district.not_trusted")
			if k.Trusted {
				state = l.words.Say("lage.district.trusted")
			}
			rows = append(rows, []string{v.District, v.Name, k.Fingerprint, state})
		}
	}
	p.table(l.heads("key", "district", "fingerprint", "desk"), rows)
}

type districtLetterCmd struct {
	Key    string `arg:""`
	Output string `short:"o" required:"" placeholder:"FILE"`
	Former int    `placeholder:"N"`
}

// Run writes the letter with the exchange code and the fingerprint.
func (c *districtLetterCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		if err := d.WriteFormerLetter(l.ctx, assessment.DistrictKey(c.Key), c.Former, c.Output); err != nil {
			return err
		}
		return l.show(struct {
			District string `json:"district"`
			File     string `json:"file"`
		}{c.Key, c.Output}, func(p *page) {
			p.line(l.words.Say("lage.district.letter", "file", c.Output))
		})
	})
}

type districtTrustCmd struct {
	Key         string `arg:""`
	Fingerprint string `placeholder:"X"`
}

// Run confirms the keys that have been seen in a district's files: the one whose fingerprint is given, or all.
func (c *districtTrustCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		n, err := c.confirm(l, d)
		if err != nil {
			return err
		}
		return l.show(struct {
			District  string `json:"district"`
			Confirmed int    `json:"confirmed"`
		}{c.Key, n}, func(p *page) { p.line(l.words.Plural("lage.district.confirmed", n)) })
	})
}

func (c *districtTrustCmd) confirm(l *lage, d *desk.Desk) (int, error) {
	key := assessment.DistrictKey(c.Key)
	if c.Fingerprint == "" {
		return d.Trust(l.ctx, key)
	}
	all, err := d.Districts(l.ctx)
	if err != nil {
		return 0, err
	}
	for _, di := range all {
		for _, k := range di.Desks {
			if di.Key != key || letters(k.Fingerprint) != letters(c.Fingerprint) {
				continue
			}
			if k.Trusted {
				return 0, nil
			}
			return 1, d.TrustDesk(l.ctx, key, k.Desk)
		}
	}
	return 0, desk.ErrFingerprint
}

// letters leaves out whatever stands between the groups of a fingerprint, and its case.
func letters(fingerprint string) string {
	return strings.Map(func(r rune) rune {
		if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
			return -1
		}
		return unicode.ToUpper(r)
	}, fingerprint)
}

// with opens the data folder for one job and closes it again.
func (l *lage) with(job func(*desk.Desk) error) (err error) {
	d, err := l.open()
	if err != nil {
		return err
	}
	defer closing(d, &err)
	return job(d)
}

// closing closes a desk at the end of a job. What cannot be written out even then is an error of the job.
func closing(d *desk.Desk, err *error) {
	if closed := d.Close(); *err == nil {
		*err = closed
	}
}

// heads are the headings of a table.
func (l *lage) heads(names ...string) []string {
	for i, n := range names {
		names[i] = l.words.Say("lage.head." + n)
	}
	return names
}
