//go:build !linux && !windows

package desk

import "errors"

func renameNoReplace(from, to string) error { return errors.ErrUnsupported }
