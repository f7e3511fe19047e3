package desk

import (
	"errors"
	"io/fs"
	"path/filepath"

	"kreislage/app/words"
	"kreislage/data/assessment"
	"kreislage/data/catalogue"
	"kreislage/data/envelope"
	"kreislage/data/store"
	"kreislage/data/vault"
)

// explained lists the sentinels that people can do something about, the most telling first: an error may wrap
// several of them.
var explained = []struct {
	is  error
	key string
}{
	{store.ErrFull, "full"},
	{store.ErrReadOnly, "read_only"},
	{store.ErrCorrupt, "corrupt"},
	{store.ErrBusy, "busy"},
	{ErrFingerprint, "fingerprint"},
	{ErrNotAsMeant, "not_as_meant"},
	{ErrBackup, "backup"},
	{ErrSameEdition, "same_edition"},
	{ErrOtherCatalogue, "other_catalogue"},
	{ErrNotReworded, "not_reworded"},
	{vault.ErrCode, "code"},
	{ErrAttachmentTooLarge, "attachment_too_large"},
	{ErrAttachmentAway, "attachment_away"},
	{ErrAttachmentDamaged, "attachment_damaged"},
	{ErrNoAttachments, "no_attachments"},
	{assessment.ErrWrongPassphrase, "wrong_passphrase"},
	{assessment.ErrLocked, "locked"},
	{assessment.ErrNoCode, "no_code"},
	{assessment.ErrFolderInUse, "folder_in_use"},
	{assessment.ErrFolderNotEmpty, "folder_not_empty"},
	{assessment.ErrNotAFolder, "not_a_folder"},
	{assessment.ErrNewerSchema, "newer_schema"},
	{assessment.ErrWrongRole, "wrong_role"},
	{assessment.ErrRoundClosed, "round_closed"},
	{assessment.ErrRoundFrozen, "round_frozen"},
	{assessment.ErrNotAsked, "not_asked"},
	{assessment.ErrNotExplained, "not_explained"},

	{catalogue.ErrNothingAsked, "nothing_asked"},
	{catalogue.ErrOwnRequirement, "own_requirement"},
	{assessment.ErrTooLong, "too_long"},
	{envelope.ErrTooLarge, "too_large"},
	{assessment.ErrExists, "exists"},
	{assessment.ErrNotFound, "not_found"},
	{assessment.ErrInvalid, "invalid"},
	{fs.ErrPermission, "read_only"},
	{fs.ErrNotExist, "no_such_file"},
}

// Explain turns any error into one plain sentence and a hint what to do next, in a language. What it cannot name
// becomes "something went wrong", with the details in the log.
func Explain(err error, lang string) (sentence, hint string) {
	w, loadErr := words.Load(lang)
	if loadErr != nil || err == nil {
		return "", ""
	}
	var file *FileError
	if errors.As(err, &file) {
		return w.Say("verdict."+string(file.Verdict)+".district", "file", filepath.Base(file.File), "detail", file.Detail), ""
	}
	var cat *catalogue.Error
	if errors.As(err, &cat) {
		sentence := w.Say("desk.catalogue."+string(cat.Code), "place", placeText(w, cat.Place), "detail", cat.Detail)
		return tidy(sentence), w.Say("desk.catalogue.hint")
	}
	for _, e := range explained {
		if errors.Is(err, e.is) {
			return w.Say("desk.error." + e.key), w.Say("desk.hint." + e.key)
		}
	}
	return w.Say("desk.error.unknown"), w.Say("desk.hint.unknown")
}
