package desk

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"time"

	"kreislage/data/assessment"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// formerCode is a code that is no longer used for writing. Files that were written with it before are still read,
// unless it was revoked.
type formerCode struct {
	Code    string    `json:"code"`
	Revoked bool      `json:"revoked"`
	Until   time.Time `json:"until,omitzero"` // when a new one took its place
}

// CodeInfo is one of a district's exchange codes, without the code itself.
type CodeInfo struct {
	Former  int       // 0 is the one in use, 1 the one before it, and so on
	Until   time.Time // of a former one: when a new one took its place, zero where that is not known
	Revoked bool      // files under it are refused
}

// Codes lists a district's exchange codes, the one in use first, then the former ones, the newest first.
func (d *Desk) Codes(ctx context.Context, k assessment.DistrictKey) ([]CodeInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return nil, err
	}
	if _, err := d.store.District(ctx, k); err != nil {
		return nil, err
	}
	former, err := d.formerCodes(ctx, k)
	if err != nil {
		return nil, err
	}
	out := []CodeInfo{{}}
	for _, f := range slices.Backward(former) {
		out = append(out, CodeInfo{len(out), f.Until, f.Revoked})
	}
	return out, nil
}

func secretFormer(k assessment.DistrictKey) string { return "former codes " + string(k) }

// RotateCode draws a new exchange code for a district. The old one still opens files that come back, but no new
// file is written with it. The new code goes to the district by letter.
func (d *Desk) RotateCode(ctx context.Context, k assessment.DistrictKey) error {
	return d.newCode(ctx, k, false)
}

// RevokeCode draws a new exchange code for a district and refuses every file under its former ones: for a code
// that may have come into the wrong hands.
func (d *Desk) RevokeCode(ctx context.Context, k assessment.DistrictKey) error {
	return d.newCode(ctx, k, true)
}

func (d *Desk) newCode(ctx context.Context, k assessment.DistrictKey, revoke bool) error {
	if err := d.only(assessment.RoleOffice); err != nil {
		return err
	}
	if _, err := d.store.District(ctx, k); err != nil {
		return err
	}
	code, err := vault.NewCode(d.o.Random)
	if err != nil {
		return err
	}
	keep, err := d.sealCode(ctx, k, code, revoke)
	if err != nil {
		return err
	}
	return d.store.Write(ctx, keep)
}

// sealCode prepares making code the district's code and the one so far a former one; what it returns does it.
func (d *Desk) sealCode(ctx context.Context, k assessment.DistrictKey, code string, revoke bool) (func(*store.Tx) error, error) {
	v, err := d.secrets(ctx)
	if err != nil {
		return nil, err
	}
	current, err := d.code(ctx, k)
	if err != nil {
		return nil, err
	}
	former, err := d.formerCodes(ctx, k)
	if err != nil {
		return nil, err
	}
	former = append(former, formerCode{Code: current, Until: d.o.Clock().UTC().Truncate(time.Second)})
	for i := range former {
		former[i].Revoked = former[i].Revoked || revoke
	}
	text, err := json.Marshal(former)
	if err != nil {
		return nil, fmt.Errorf("keep former codes: %w", err)
	}
	sealedFormer, err := v.Seal(secretFormer(k), text)
	if err != nil {
		return nil, err
	}
	sealed, err := v.Seal(secretCode(k), []byte(code))
	if err != nil {
		return nil, err
	}
	return func(tx *store.Tx) error {
		if err := tx.SetSecret(ctx, secretFormer(k), sealedFormer); err != nil {
			return err
		}
		return tx.SetSecret(ctx, secretCode(k), sealed)
	}, nil
}

func (d *Desk) formerCodes(ctx context.Context, k assessment.DistrictKey) ([]formerCode, error) {
	text, err := d.secret(ctx, secretFormer(k))
	if errors.Is(err, assessment.ErrNotFound) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var out []formerCode
	if err := json.Unmarshal(text, &out); err != nil {
		return nil, fmt.Errorf("former codes: %w", store.ErrCorrupt)
	}
	return out, nil
}

// PreviewWithCode is Preview with a code that was typed in: for the first file after a district got a new code.
// Accepting a file of the office that the code opens makes it the district's code.
func (d *Desk) PreviewWithCode(ctx context.Context, paths []string, typed string, progress func(Progress)) (*Batch, error) {
	code, err := vault.NormalizeCode(typed)
	if err != nil {
		return nil, err
	}
	if err := d.only(assessment.RoleDistrict); err != nil {
		return nil, err
	}
	return d.preview(ctx, paths, []credential{{district: d.district, code: code, typed: true}}, progress)
}
