package desk

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"

	"kreislage/data/assessment"
	"kreislage/data/envelope"
	"kreislage/data/officecrypt"
	"kreislage/data/sheet"
	"kreislage/data/store"
	"kreislage/data/workbook"
)

// FileError says why a file cannot be used at all; Explain turns it into a sentence.
type FileError struct {
	Verdict Verdict
	File    string
	Detail  string // what a sentence may name, e.g. the program version that is needed
}

func (e *FileError) Error() string { return fmt.Sprintf("%s: %s", filepath.Base(e.File), e.Verdict) }

// maxFile is the most bytes that an exchange file may have.
const maxFile = 64 << 20

// credential is a code with what it stands for.
type credential struct {
	district assessment.DistrictKey
	code     string
	revoked  bool                // a former code that must not be trusted any more
	typed    bool                // just typed in: becomes the district's code with the first file of the office that it opens
	export   assessment.ExportID // the one pack that the code of a delegation opens
}

// opened is an exchange file as far as it could be read without knowing anything of this desk. verdict is empty
// where decryption and envelope hold; manifest and content can then be believed to come from manifest.Key.
type opened struct {
	file       string
	sha256     string
	verdict    Verdict
	detail     string
	credential credential // what opened it
	integral   bool
	signed     bool
	manifest   envelope.Manifest // claimed only, where signed is false
	content    envelope.Content  // empty, where signed is false
	sealed     envelope.Sealed
	cells      *workbook.Contents
	companion  *companion // it carries bytes of attachments and nothing else

	// What this desk makes of it.
	by        string   // the colleague who filled in a pack
	vouched   bool     // signed by a new key that a confirmed one vouches for
	fork      bool     // contradicts what is known under the same number or version
	untrusted bool     // signed by a key that nobody has confirmed here
	news      []string // sentences on what it changes around the answers
	missing   string   // what a foreign file that is meant for this desk lacks here: missingRound, missingEdition or ""
	forgotten bool     // written by this office, which has lost it together with its newer state
	fresh     bool     // brings a round, a catalogue or words around the answers that are new here
	scoped    bool     // brings scopes, or states of scopes, that are new here
}

// readFile reads, decrypts and unpacks an exchange file. It never fails: what went wrong is the verdict.
func readFile(ctx context.Context, path string, codes []credential) *opened {
	f := &opened{file: path}
	raw, err := readBounded(path)
	switch {
	case errors.Is(err, officecrypt.ErrTooLarge):
		f.verdict = VerdictTooCostly
		return f
	case err != nil:
		f.verdict = VerdictUnreadable
		return f
	}
	sum := sha256.Sum256(raw)
	f.sha256 = hex.EncodeToString(sum[:])
	plain := f.decrypt(ctx, raw, codes)
	if f.verdict != "" {
		return f
	}
	f.unpack(ctx, plain)
	return f
}

func readBounded(path string) ([]byte, error) {
	// A pipe or a device under the name of a workbook could be waited for without end.
	if st, err := os.Stat(path); err != nil || !st.Mode().IsRegular() {
		return nil, errors.Join(fs.ErrInvalid, err)
	}
	in, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	defer in.Close()
	raw, err := io.ReadAll(io.LimitReader(in, maxFile+1))
	if err == nil && len(raw) > maxFile {
		err = officecrypt.ErrTooLarge
	}
	return raw, err
}

// decrypt tries the codes one after the other. A code that fits but finds the file damaged ends the search.
func (f *opened) decrypt(ctx context.Context, raw []byte, codes []credential) []byte {
	switch officecrypt.Sniff(raw) {
	case officecrypt.KindPlainZip:
		f.verdict = VerdictPlain
		return nil
	case officecrypt.KindEncrypted:
	default:
		f.verdict = VerdictNoFile
		return nil
	}
	f.verdict = VerdictWrongCode
	for _, c := range codes {
		res, err := officecrypt.Decrypt(ctx, raw, c.code, officecrypt.Limits{MaxFile: maxFile})
		switch {
		case err == nil:
			f.verdict, f.credential, f.integral = "", c, res.Integrity
			return res.Plain
		case errors.Is(err, officecrypt.ErrWrongPassword):
			continue
		}
		f.verdict = cryptVerdict(err)
		return nil
	}
	return nil
}

func cryptVerdict(err error) Verdict {
	switch {
	case errors.Is(err, officecrypt.ErrTooCostly), errors.Is(err, officecrypt.ErrTooLarge):
		return VerdictTooCostly
	case errors.Is(err, officecrypt.ErrNotOffice), errors.Is(err, officecrypt.ErrNotEncrypted), errors.Is(err, officecrypt.ErrUnsupported):
		return VerdictNoFile
	case errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return VerdictUnreadable
	}
	return VerdictDamaged
}

// unpack reads the cells and opens the envelope.
func (f *opened) unpack(ctx context.Context, plain []byte) {
	cells, err := readCells(ctx, plain)
	switch {
	case errors.Is(err, sheet.ErrTooLarge):
		f.verdict = VerdictTooCostly
		return
	case errors.Is(err, sheet.ErrNotWorkbook):
		f.verdict = VerdictNoFile
		return
	case err != nil:
		f.verdict = VerdictDamaged
		return
	}
	f.cells = cells
	f.sealed = envelope.Sealed{Manifest: cells.Machine.Manifest, Content: cells.Machine.Payload, Signature: cells.Machine.Signature}
	f.openEnvelope()
}

func (f *opened) openEnvelope() {
	m, c, err := envelope.Open(f.sealed, envelope.DefaultLimits)
	if err == nil {
		f.signed, f.manifest, f.content = true, m, c
		return
	}
	var future *envelope.FutureError
	switch {
	case errors.As(err, &future):
		f.verdict, f.detail = VerdictFuture, future.Program
		return
	case errors.Is(err, envelope.ErrNoManifest):
		f.verdict = VerdictNoFile
		return
	case errors.Is(err, envelope.ErrTooLarge):
		f.verdict = VerdictTooCostly
		return
	}
	// The signature does not hold, so nothing here is believed but the cells that people fill in, and those only
	// against the export that the manifest names, if it is in this desk's own log.
	if f.manifest, err = envelope.Claims(f.sealed); err != nil {
		f.verdict = VerdictDamaged
	}
}

// logged is what the log keeps of the file once it is applied.
func (f *opened) logged(who string) store.File {
	return store.File{
		Direction: store.In, Kind: string(f.manifest.Kind), Export: f.manifest.Export, Round: f.manifest.Round, District: f.manifest.District,
		Desk: f.manifest.Desk, Sequence: f.manifest.Sequence, Content: f.manifest.Content, Previous: f.manifest.Previous, Name: filepath.Base(f.file), SHA256: f.sha256,
		Who: who, State: store.FileApplied,
	}
}
