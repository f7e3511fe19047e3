package desk

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"kreislage/data/assessment"
	"kreislage/data/report"
)

// WriteLetter writes the letter to a district as a PDF that only its owner can read. A letter that is there is
// replaced, because it may be needed again; any other file is left alone with an error that wraps
// assessment.ErrExists. Whatever goes wrong, path holds a whole letter or what was there before.
func (d *Desk) WriteLetter(ctx context.Context, key assessment.DistrictKey, path string) error {
	return d.WriteFormerLetter(ctx, key, 0, path)
}

// WriteFormerLetter is WriteLetter with the code that was in use before, counted back; 0 is the one in use.
func (d *Desk) WriteFormerLetter(ctx context.Context, key assessment.DistrictKey, former int, path string) error {
	l, err := d.FormerLetter(ctx, key, former)
	if err != nil {
		return err
	}
	if err := replaceable(path); err != nil {
		return err
	}
	pdf, err := report.Letter(report.LetterData{
		Office: l.OfficeName, District: l.District.Name, Key: l.District.Key, Contact: l.District.Contact,
		Date: assessment.DateOf(d.o.Clock()), Code: l.Code, Fingerprint: l.Fingerprint, Former: l.Former, Until: l.Until,
	}, d.say())
	if err != nil {
		return err
	}
	tmp, err := writeTemp(filepath.Dir(path), pdf)
	if err != nil {
		return err
	}
	defer os.Remove(tmp) // gone already once it is renamed
	if err := os.Rename(tmp, path); err != nil {
		return fmt.Errorf("name the letter: %w", diskError(err))
	}
	syncDir(filepath.Dir(path))
	return nil
}

// replaceable tells whether nothing is at path, or a letter.
func replaceable(path string) error {
	st, err := os.Lstat(path)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return fmt.Errorf("look for the letter: %w", diskError(err))
	}
	if !st.Mode().IsRegular() || st.Size() > 16<<20 {
		return fmt.Errorf("%s: %w", filepath.Base(path), assessment.ErrExists)
	}
	there, err := os.ReadFile(path)
	if err != nil {
		return fmt.Errorf("look at the letter: %w", diskError(err))
	}
	if !report.IsLetter(there) {
		return fmt.Errorf("%s: %w", filepath.Base(path), assessment.ErrExists)
	}
	return nil
}
