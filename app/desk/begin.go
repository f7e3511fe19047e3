package desk

import (
	"context"
	"crypto/ed25519"
	"crypto/rand"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"unicode"

	"kreislage/data/assessment"
	"kreislage/data/canonical"
	"kreislage/data/envelope"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// ErrFingerprint says that the key in the first file is not the one that the letter names.
var ErrFingerprint = errors.New("fingerprint does not match")

// InitOffice makes a new office in a folder that is empty or does not exist.
func InitOffice(ctx context.Context, folder, name string, o Options) (*Desk, error) {
	name, err := requiredLine(name)
	if err != nil {
		return nil, fmt.Errorf("name of the office: %w", err)
	}
	return begin(ctx, folder, o, func(d *Desk) error {
		office, err := assessment.NewID(d.o.Random)
		if err != nil {
			return err
		}
		d.role, d.office, d.officeName = assessment.RoleOffice, assessment.OfficeID(office), name
		return d.settle(ctx, store.PartyOffice, nil)
	})
}

// InitDistrict joins an office: it opens the office's first file with the code from the letter and makes the
// district's desk from it. fingerprint is compared where it is given; without it the key in the file is pinned
// on the strength of the code alone. An error about the file is a *FileError.
func InitDistrict(ctx context.Context, folder, file, code, fingerprint string, o Options) (*Desk, error) {
	code, err := vault.NormalizeCode(code)
	if err != nil {
		return nil, err
	}
	o, err = o.withDefaults()
	if err != nil {
		return nil, err
	}
	f := readFile(ctx, file, []credential{{code: code}})
	if f.verdict != "" {
		return nil, &FileError{Verdict: f.verdict, File: file, Detail: f.detail}
	}
	if f.manifest.Kind != envelope.KindAssignment || f.content.Catalogue == nil {
		return nil, &FileError{Verdict: VerdictForeign, File: file}
	}
	if !sameFingerprint(fingerprint, f.manifest.Key) {
		return nil, ErrFingerprint
	}
	return begin(ctx, folder, o, func(d *Desk) error {
		d.role, d.office, d.officeName, d.district = assessment.RoleDistrict, f.manifest.Office, f.manifest.OfficeName, f.manifest.District
		return d.settle(ctx, string(d.district), func(tx *store.Tx, v *vault.Vault) error {
			sealed, err := v.Seal(secretCode(d.district), []byte(code))
			if err != nil {
				return err
			}
			if err := tx.SetSecret(ctx, secretCode(d.district), sealed); err != nil {
				return err
			}
			if err := tx.SetDesk(ctx, store.Desk{ID: f.manifest.Desk, Party: store.PartyOffice, Key: f.manifest.Key, Trust: store.TrustPinned}); err != nil {
				return err
			}
			return d.join(ctx, tx, f)
		})
	})
}

// join takes in the first file whole.
func (d *Desk) join(ctx context.Context, tx *store.Tx, f *opened) error {
	if err := d.takeFrame(ctx, tx, f.content); err != nil {
		return err
	}
	if _, err := takeScopes(ctx, tx, f.content); err != nil {
		return err
	}
	file, err := tx.AddFile(ctx, f.logged(d.o.Who), f.sealed.Content)
	if err != nil {
		return err
	}
	if err := tx.NoteEditionFile(ctx, f.manifest.Round, f.content.Round.Catalogue, file); err != nil {
		return err
	}
	for _, e := range f.content.Entries {
		c := store.Change{Subject: e.Subject(f.manifest), Register: e.Register, Who: d.officeName, Source: string(SourceImport), File: file}
		if _, err := tx.Put(ctx, c); err != nil {
			return err
		}
	}
	return nil
}

// Fingerprint returns the fingerprint of the key in an exchange file, for comparing with the letter before joining.
func Fingerprint(ctx context.Context, file, code string) (fingerprint, office, district string, err error) {
	code, err = vault.NormalizeCode(code)
	if err != nil {
		return "", "", "", err
	}
	f := readFile(ctx, file, []credential{{code: code}})
	if f.verdict != "" {
		return "", "", "", &FileError{Verdict: f.verdict, File: file, Detail: f.detail}
	}
	return vault.Fingerprint(f.manifest.Key), f.manifest.OfficeName, f.content.District.Name, nil
}

func sameFingerprint(typed string, key ed25519.PublicKey) bool {
	squeeze := func(s string) string {
		return strings.Map(func(r rune) rune {
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return -1 // whatever dash or space stands between the groups
			}
			return r
		}, strings.ToUpper(s))
	}
	return squeeze(typed) == "" || squeeze(typed) == squeeze(vault.Fingerprint(key))
}

// begin makes the folder, fills it and leaves nothing behind where that fails.
func begin(ctx context.Context, folder string, o Options, fill func(*Desk) error) (*Desk, error) {
	look, err := LookAt(folder)
	if err != nil {
		return nil, err
	}
	var d *Desk
	switch {
	case look.IsDesk:
		d, err = takeUp(ctx, folder, o)
	case look.Empty:
		d, err = openEmpty(ctx, folder, o)
	default:
		err = fmt.Errorf("%s: %w", folder, assessment.ErrFolderNotEmpty)
	}
	if err != nil {
		return nil, err
	}
	err = fill(d)
	if err == nil {
		err = d.claim(ctx)
	}
	if err != nil {
		d.id = "" // nothing is left whose numbers would have to be remembered
		return nil, errors.Join(err, d.Close(), clear(folder))
	}
	return d, nil
}

func openEmpty(ctx context.Context, folder string, o Options) (*Desk, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder: %w", diskError(err))
	}
	d, err := open(ctx, folder, o)
	if err != nil {
		return nil, errors.Join(err, clear(folder))
	}
	return d, nil
}

// takeUp opens a folder whose beginning was cut off: who works there is written in one transaction, so a data file
// without that holds nothing. Any other data folder is left alone, with an error that wraps assessment.ErrExists.
func takeUp(ctx context.Context, folder string, o Options) (*Desk, error) {
	d, err := open(ctx, folder, o)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, errors.Join(assessment.ErrExists, err))
	}
	role, err := d.store.Setting(ctx, settingRole)
	if err != nil || role != "" {
		return nil, fmt.Errorf("%s: %w", folder, errors.Join(assessment.ErrExists, err, d.Close()))
	}
	return d, nil
}

// clear removes what a failed beginning has left in a folder that was empty before.
func clear(folder string) error {
	var all error
	for _, name := range []string{dataFile, dataFile + "-wal", dataFile + "-shm", lockFile, restoring} {
		if err := os.Remove(filepath.Join(folder, name)); err != nil && !errors.Is(err, os.ErrNotExist) {
			all = errors.Join(all, err)
		}
	}
	// Only what a restored backup has put there: the folder was empty before.
	return errors.Join(all, os.RemoveAll(filepath.Join(folder, attachmentFolder)))
}

// settle gives the desk its id, its key and its vault, in one transaction with what else must be there.
func (d *Desk) settle(ctx context.Context, party string, more func(*store.Tx, *vault.Vault) error) error {
	id, err := assessment.NewID(d.o.Random)
	if err != nil {
		return err
	}
	d.id = assessment.DeskID(id)
	key, err := vault.NewSigningKey(d.o.Random)
	if err != nil {
		return err
	}
	v, slot, err := d.newVault()
	if err != nil {
		return err
	}
	sealed, err := v.Seal(secretKey, key.Seed())
	if err != nil {
		return err
	}
	d.vault = v
	return d.store.Write(ctx, func(tx *store.Tx) error {
		for k, value := range map[string]string{
			settingRole: string(d.role), settingOffice: string(d.office), settingOfficeName: d.officeName,
			settingDistrict: string(d.district), settingDesk: id, settingKeyOf: id, settingSlot: slot,
		} {
			if err := tx.SetSetting(ctx, k, value); err != nil {
				return err
			}
		}
		if err := tx.SetSecret(ctx, secretKey, sealed); err != nil {
			return err
		}
		if err := tx.SetDesk(ctx, store.Desk{ID: d.id, Party: party, Key: key.Public().(ed25519.PublicKey), Trust: store.TrustOwn}); err != nil {
			return err
		}
		if more == nil {
			return nil
		}
		return more(tx, v)
	})
}

// newVault makes a vault with one slot: a passphrase where one is given, and otherwise this account's key.
func (d *Desk) newVault() (*vault.Vault, string, error) {
	v, err := vault.New(d.o.Random)
	if err != nil {
		return nil, "", err
	}
	passphrase, err := d.o.Passphrase()
	if err != nil {
		return nil, "", err
	}
	slot, err := d.newSlot(v, passphrase)
	if err != nil {
		return nil, "", err
	}
	text, err := slot.Encode()
	return v, text, err
}

func (d *Desk) newSlot(v *vault.Vault, passphrase string) (vault.Slot, error) {
	if passphrase != "" {
		return v.Passphrase(passphrase, d.o.Cost, d.o.Random)
	}
	name := "account"
	// Never from Options.Random: this key outlives the folder, and a seeded one could be guessed.
	key, err := vault.AccountKey(d.o.Profile, name, rand.Reader)
	if err != nil {
		return vault.Slot{}, err
	}
	return v.Account(name, key, d.o.Random)
}

// requiredLine is a canonical line of text that must say something.
func requiredLine(s string) (string, error) {
	s, err := canonical.Line(s, assessment.MaxName)
	if err == nil && s == "" {
		err = fmt.Errorf("empty: %w", assessment.ErrInvalid)
	}
	return s, err
}
