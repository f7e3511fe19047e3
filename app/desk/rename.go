package desk

import (
	"errors"
	"fmt"
	"os"

	"kreislage/data/assessment"
)

// renameNew gives a finished file its name and never that of one that is there already, also where another program has
// put it there a moment ago: what would be written over might be the only copy of a reply. The error wraps
// assessment.ErrExists then.
func renameNew(from, to string) error {
	err := renameNoReplace(from, to)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, os.ErrExist):
		return fmt.Errorf("%w: %w", assessment.ErrExists, err)
	case !errors.Is(err, errors.ErrUnsupported):
		return err
	}
	// Some file systems (network shares, sticks) know no such rename: then looking first must do.
	if _, err := os.Lstat(to); !errors.Is(err, os.ErrNotExist) {
		return errors.Join(fmt.Errorf("%s: %w", to, assessment.ErrExists), err)
	}
	return os.Rename(from, to)
}
