package desk

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/envelope"
	"kreislage/data/store"
	"kreislage/data/vault"
	"kreislage/data/workbook"
)

// Delegation is a pack that a colleague has been given to fill in.
type Delegation struct {
	ExportedFile
	Export   assessment.ExportID
	To       string
	Code     string // shown once, when the pack is written
	At       time.Time
	Returned time.Time // zero while it is out
}

func secretDelegation(export assessment.ExportID) string { return "delegation " + string(export) }

// Delegate writes a small workbook with some of the requirements for a colleague, encrypted with a code of its
// own. She fills it in without Kreislage; what comes back is a proposal like everything written by hand, and may
// answer nothing but what was asked.
func (d *Desk) Delegate(ctx context.Context, round assessment.RoundID, scope assessment.ScopeID, requirements []assessment.RequirementID, to, dir string) (Delegation, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return Delegation{}, err
	}
	to, err := canonical.Line(to, assessment.MaxName)
	if err != nil {
		return Delegation{}, fmt.Errorf("name of the colleague: %w", err)
	}
	if to == "" || len(requirements) == 0 {
		return Delegation{}, fmt.Errorf("delegation without a name or a requirement: %w", assessment.ErrInvalid)
	}
	ask := &envelope.Delegated{To: to, Scope: scope}
	for _, q := range requirements {
		k := assessment.AnswerKey{Round: round, District: d.district, Scope: ask.Scope, Requirement: q}
		found, err := d.asked(ctx, &k)
		if err != nil {
			return Delegation{}, err
		}
		ask.Scope = k.Scope
		if !slices.Contains(ask.Requirements, found.ID) {
			ask.Requirements = append(ask.Requirements, found.ID)
		}
	}
	return d.writePack(ctx, round, ask, dir)
}

func (d *Desk) writePack(ctx context.Context, round assessment.RoundID, ask *envelope.Delegated, dir string) (Delegation, error) {
	d.exporting.Lock()
	defer d.exporting.Unlock()
	r, err := d.store.Round(ctx, round)
	if err != nil {
		return Delegation{}, err
	}
	key, err := d.signingKey(ctx)
	if err != nil {
		return Delegation{}, err
	}
	v, err := d.secrets(ctx)
	if err != nil {
		return Delegation{}, err
	}
	code, err := vault.NewCode(d.o.Random)
	if err != nil {
		return Delegation{}, err
	}
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return Delegation{}, fmt.Errorf("make the target folder: %w", diskError(err))
	}
	m, c, err := d.draft(ctx, envelope.KindDelegation, r, d.district)
	if err != nil {
		return Delegation{}, err
	}
	m.Applied = []envelope.Receipt{}
	narrow(&c, ask)
	p := parcel{manifest: m, content: c, code: code, more: func(tx *store.Tx) error {
		sealed, err := v.Seal(secretDelegation(m.Export), []byte(code))
		if err != nil {
			return err
		}
		if err := tx.SetSecret(ctx, secretDelegation(m.Export), sealed); err != nil {
			return err
		}
		return tx.AddDelegation(ctx, m.Export, ask.To)
	}}
	f, err := d.pack(ctx, r, p, dir, key)
	return Delegation{ExportedFile: f, Export: m.Export, To: ask.To, Code: code, At: d.o.Clock()}, err
}

// narrow leaves only what a colleague is asked, and what is known of it.
func narrow(c *envelope.Content, ask *envelope.Delegated) {
	c.Delegated = ask
	var kept []envelope.Entry
	for _, e := range c.Entries {
		if e.Kind == assessment.KindAnswer && e.Scope == ask.Scope && slices.Contains(ask.Requirements, assessment.RequirementID(e.Item)) {
			kept = append(kept, e)
		}
	}
	c.Entries = kept
}

// narrowBook leaves only the rows that a colleague is asked.
func narrowBook(b workbook.Book, ask *envelope.Delegated) workbook.Book {
	if ask == nil {
		return b
	}
	var rows []workbook.Row
	for _, r := range b.Rows {
		if r.Scope == ask.Scope && slices.Contains(ask.Requirements, r.Requirement.ID) {
			rows = append(rows, r)
		}
	}
	b.Rows, b.Remarks, b.Measures = rows, nil, nil
	return b
}

// Delegations lists the packs that a district's desk has given out or got back, the newest first. Codes are not shown
// again.
func (d *Desk) Delegations(ctx context.Context) ([]Delegation, error) {
	if err := d.only(assessment.RoleDistrict); err != nil {
		return nil, err
	}
	packs, err := d.store.Delegations(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]Delegation, 0, len(packs))
	for _, p := range packs {
		x := Delegation{Export: p.Export, To: p.To, At: p.At, Returned: p.Returned}
		files, err := d.store.FilesOf(ctx, p.Export)
		if err != nil {
			return nil, err
		}
		for _, f := range files {
			if f.Direction == store.Out {
				x.Path, x.Sequence, x.Hash = filepath.Base(f.Name), f.Sequence, f.SHA256
			}
		}
		out = append(out, x)
	}
	return out, nil
}
