package desk

import "context"

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
	return out, nil
}
