package main

import (
	"kreislage/app/desk"
	"kreislage/data/assessment"
)

type districtCodeCmd struct {
	Rotate codeRotateCmd `cmd:""`
	Revoke codeRevokeCmd `cmd:""`
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
