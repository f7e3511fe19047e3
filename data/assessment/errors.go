package assessment

import "errors"

// The sentinels of the domain. Packages wrap them with context; the desks turn each into one plain sentence
// with a hint, so that a person never reads the wrapped text alone.
var (
	ErrInvalid         = errors.New("invalid value")
	ErrTooLong         = errors.New("text too long")
	ErrNotFound        = errors.New("not found")
	ErrExists          = errors.New("exists already")
	ErrNotExplained    = errors.New("dispensable needs an explanation")
	ErrRoundClosed     = errors.New("round is closed")
	ErrRoundFrozen     = errors.New("round is frozen")
	ErrNotAsked        = errors.New("scope does not answer")
	ErrWrongRole       = errors.New("not a job of this desk")
	ErrNewerSchema     = errors.New("data folder was written by a newer version")
	ErrFolderInUse     = errors.New("data folder is in use")
	ErrFolderNotEmpty  = errors.New("folder is not empty")
	ErrNotAFolder      = errors.New("not a data folder")
	ErrLocked          = errors.New("secrets are locked")
	ErrWrongPassphrase = errors.New("wrong passphrase")
	ErrNoCode          = errors.New("no exchange code known")
)
