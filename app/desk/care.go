package desk

import (
	"context"

	"kreislage/data/bundle"
)

// Verify reads the whole data folder and tells, in sentences, what does not fit. An empty list is a clean bill.
func (d *Desk) Verify(ctx context.Context) ([]string, error) {
	problems, err := d.store.Verify(ctx)
	if err != nil {
		return nil, err
	}
	out := []string{}
	for _, p := range problems {
		out = append(out, d.say().Say("desk.verify."+p.Code, "place", p.Place))
	}
	damaged, err := d.damagedAttachments(ctx)
	for _, a := range damaged {
		out = append(out, d.say().Say("desk.verify.attachment", "place", string(a.Key.Requirement)+" "+a.Name))
	}
	return out, err
}

// damagedAttachments lists the attachments whose bytes are here but not what was attached. Where the folder is locked
// they cannot be looked at.
func (d *Desk) damagedAttachments(ctx context.Context) ([]Attachment, error) {
	locked, err := d.Locked(ctx)
	if err != nil || locked {
		return nil, err
	}
	held, err := d.store.Attachments(ctx, "", "")
	if err != nil {
		return nil, err
	}
	var out []Attachment
	sound := map[bundle.Entry]bool{}
	for _, a := range d.attachmentsIn(held) {
		e := bundle.Entry{SHA256: a.SHA256, Size: a.Size}
		if !a.Here || sound[e] {
			continue
		}
		if sound[e], err = d.wholeBytes(ctx, e); err != nil {
			return nil, err
		}
		if !sound[e] {
			out = append(out, a)
		}
	}
	return out, nil
}
