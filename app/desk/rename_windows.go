package desk

import (
	"errors"
	"os"

	"golang.org/x/sys/windows"
)

func renameNoReplace(from, to string) error {
	old, err := windows.UTF16PtrFromString(from)
	if err != nil {
		return err
	}
	name, err := windows.UTF16PtrFromString(to)
	if err != nil {
		return err
	}
	err = windows.MoveFileEx(old, name, windows.MOVEFILE_WRITE_THROUGH)
	switch {
	case err == nil:
		return nil
	case errors.Is(err, windows.ERROR_PATH_NOT_FOUND), errors.Is(err, windows.ERROR_INVALID_NAME), errors.Is(err, windows.ERROR_FILENAME_EXCED_RANGE):
		return errors.ErrUnsupported // a path beyond the old limit, which os.Rename knows how to write
	}
	return &os.LinkError{Op: "rename", Old: from, New: to, Err: err}
}
