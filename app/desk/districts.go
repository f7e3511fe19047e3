package desk

import (
	"context"
	"errors"
	"fmt"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// Districts lists the districts by key, with the keys of their desks.
func (d *Desk) Districts(ctx context.Context) ([]DistrictInfo, error) {
	all, err := d.store.Districts(ctx)
	if err != nil {
		return nil, err
	}
	desks, err := d.store.Desks(ctx, "")
	if err != nil {
		return nil, err
	}
	out := make([]DistrictInfo, 0, len(all))
	for _, di := range all {
		info := DistrictInfo{District: di, Desks: []DeskKey{}}
		for _, k := range desks {
			if k.Party == string(di.Key) {
				info.Desks = append(info.Desks, DeskKey{k.ID, vault.Fingerprint(k.Key), k.Trust != store.TrustSeen, k.Seen})
			}
		}
		out = append(out, info)
	}
	return out, nil
}

// AddDistrict adds a district and draws its exchange code. The error wraps assessment.ErrExists for a key that
// is taken.
func (d *Desk) AddDistrict(ctx context.Context, key assessment.DistrictKey, name, contact string) (DistrictInfo, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return DistrictInfo{}, err
	}
	di, err := newDistrict(key, name, contact)
	if err != nil {
		return DistrictInfo{}, err
	}
	if _, err := d.store.District(ctx, di.Key); !errors.Is(err, assessment.ErrNotFound) {
		return DistrictInfo{}, errors.Join(fmt.Errorf("district %s: %w", di.Key, assessment.ErrExists), err)
	}
	code, err := vault.NewCode(d.o.Random)
	if err != nil {
		return DistrictInfo{}, err
	}
	v, err := d.secrets(ctx)
	if err != nil {
		return DistrictInfo{}, err
	}
	sealed, err := v.Seal(secretCode(di.Key), []byte(code))
	if err != nil {
		return DistrictInfo{}, err
	}
	return DistrictInfo{District: di, Desks: []DeskKey{}}, d.store.Write(ctx, func(tx *store.Tx) error {
		if err := tx.SetDistrict(ctx, di); err != nil {
			return err
		}
		return tx.SetSecret(ctx, secretCode(di.Key), sealed)
	})
}

func newDistrict(key assessment.DistrictKey, name, contact string) (assessment.District, error) {
	k, err := requiredLine(string(key))
	if err != nil {
		return assessment.District{}, fmt.Errorf("key of the district: %w", err)
	}
	n, err := requiredLine(name)
	if err != nil {
		return assessment.District{}, fmt.Errorf("name of the district: %w", err)
	}
	c, err := canonical.Line(contact, assessment.MaxShortText)
	if err != nil {
		return assessment.District{}, fmt.Errorf("contact: %w", err)
	}
	return assessment.District{Key: assessment.DistrictKey(k), Name: n, Contact: c}, nil
}

// Trust confirms all keys that were seen in files of a district, after a person has compared the fingerprint of
// each of them, and returns how many there were. Whoever has compared only one uses TrustDesk.
func (d *Desk) Trust(ctx context.Context, key assessment.DistrictKey) (int, error) {
	if _, err := d.store.District(ctx, key); err != nil {
		return 0, err
	}
	desks, err := d.store.Desks(ctx, string(key))
	if err != nil {
		return 0, err
	}
	n := 0
	err = d.store.Write(ctx, func(tx *store.Tx) error {
		for _, k := range desks {
			if k.Trust != store.TrustSeen {
				continue
			}
			k.Trust = store.TrustPinned
			if err := tx.SetDesk(ctx, k); err != nil {
				return err
			}
			n++
		}
		return nil
	})
	return n, err
}

// TrustDesk confirms the key of one desk of a district, whose fingerprint a person has compared; other keys that
// wait to be confirmed go on waiting. The error wraps assessment.ErrNotFound where the district has no such desk.
func (d *Desk) TrustDesk(ctx context.Context, key assessment.DistrictKey, id assessment.DeskID) error {
	return d.store.Write(ctx, func(tx *store.Tx) error {
		k, err := tx.Desk(ctx, id)
		if err == nil && k.Party != string(key) {
			err = assessment.ErrNotFound
		}
		if err != nil {
			return fmt.Errorf("desk %s of district %s: %w", id, key, err)
		}
		if k.Trust != store.TrustSeen {
			return nil
		}
		k.Trust = store.TrustPinned
		return tx.SetDesk(ctx, k)
	})
}

// Letter returns what the office tells a district by post: its code and the fingerprint of the office's key.
func (d *Desk) Letter(ctx context.Context, key assessment.DistrictKey) (Letter, error) {
	if err := d.only(assessment.RoleOffice); err != nil {
		return Letter{}, err
	}
	di, err := d.store.District(ctx, key)
	if err != nil {
		return Letter{}, err
	}
	code, err := d.code(ctx, key)
	if err != nil {
		return Letter{}, err
	}
	return Letter{OfficeName: d.officeName, District: di, Code: code, Fingerprint: d.Info().Fingerprint}, nil
}

// FormerLetter is Letter with a code that was in use before: for one who has to open files from then. The error wraps
// assessment.ErrNotFound where there was none.
func (d *Desk) FormerLetter(ctx context.Context, key assessment.DistrictKey, former int) (Letter, error) {
	l, err := d.Letter(ctx, key)
	if err != nil || former == 0 {
		return l, err
	}
	codes, err := d.formerCodes(ctx, key)
	if err != nil {
		return Letter{}, err
	}
	if former < 0 || former > len(codes) {
		return Letter{}, fmt.Errorf("former code %d: %w", former, assessment.ErrNotFound)
	}
	c := codes[len(codes)-former]
	l.Code, l.Former, l.Until = c.Code, true, dayOf(c.Until)
	return l, nil
}
