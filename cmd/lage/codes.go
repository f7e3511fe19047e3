package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type districtCodeCmd struct {
	List   codeListCmd   `cmd:""`
	Rotate codeRotateCmd `cmd:""`
	Revoke codeRevokeCmd `cmd:""`
}

type codeListCmd struct {
	Key string `arg:""`
}

type codeView struct {
	Former  int    `json:"former"` // 0 is the one in use
	Until   string `json:"until"`
	Revoked bool   `json:"revoked"`
}

// Run lists a district's codes, without the codes themselves.
func (c *codeListCmd) Run(l *lage) error {
	return l.with(func(d *desk.Desk) error {
		all, err := d.Codes(l.ctx, assessment.DistrictKey(c.Key))
		if err != nil {
			return err
		}
		views := []codeView{}
		for _, x := range all {
			views = append(views, codeView{x.Former, stamp(x.Until), x.Revoked})
		}
		return l.show(struct {
			Codes []codeView `json:"codes"`
		}{views}, func(p *page) {
			var rows [][]string
			for _, x := range all {
				until, state := "", "lage.code.current"
				if !x.Until.IsZero() {
					until = l.words.Value(x.Until.Local())
				}
				switch {
				case x.Revoked:
					state = "lage.code.state_revoked"
				case x.Former > 0:
					state = "lage.code.former"
				}
				rows = append(rows, []string{l.words.Number(x.Former), until, l.words.Say(state)})
			}
			p.table(l.heads("number", "until", "state"), rows)
		})
	})
}

type codeRotateCmd struct {
	Key string `arg:""`
}

// Run draws a new exchange code for a district. What was written with the one so far can still be taken in.
func (c *codeRotateCmd) Run(l *lage) error { return l.newCode(c.Key, false) }

type codeRevokeCmd struct {
	Key string `arg:""`
}

// Run draws a new exchange code for a district and refuses what was written with the ones so far.
func (c *codeRevokeCmd) Run(l *lage) error { return l.newCode(c.Key, true) }

// newCode never shows the code: it goes to the district by letter.
func (l *lage) newCode(district string, revoke bool) error {
	return l.with(func(d *desk.Desk) error {
		draw, key := d.RotateCode, "lage.code.rotated"
		if revoke {
			draw, key = d.RevokeCode, "lage.code.revoked"
		}
		if err := draw(l.ctx, assessment.DistrictKey(district)); err != nil {
			return err
		}
		return l.show(struct {
			District string `json:"district"`
			Revoked  bool   `json:"revoked"` // files under the former codes are refused
		}{district, revoke}, func(p *page) {
			p.line(l.words.Say(key, "key", district))
			p.line(l.words.Say("lage.code.letter", "key", district))
		})
	})
}
