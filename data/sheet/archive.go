package sheet

import (
	"archive/zip"
	"bytes"
	"context"
	"fmt"
	"io"
	"path"
	"strings"
	"unicode"
	"unicode/utf8"
)

// archive is a checked zip package: every name is plain and unique, the sizes that it claims are within the limits.
type archive struct {
	ctx    context.Context
	limits Limits
	files  map[string]*zip.File // by lower-case name: names of parts differ in more than case (ISO/IEC 29500-2)
	left   int64                // bytes that may still come out
	tokens int                  // XML tags and attributes that may still come
	buffer []byte               // for the part that is being read
}

var (
	entryMark    = []byte("PK\x01\x02")
	zip64Locator = []byte("PK\x06\x07")
)

func openArchive(ctx context.Context, data []byte, l Limits) (*archive, error) {
	if int64(len(data)) > l.File {
		return nil, fmt.Errorf("file of %d bytes: %w", len(data), ErrTooLarge)
	}
	if !bytes.HasPrefix(data, []byte("PK\x03\x04")) {
		return nil, fmt.Errorf("no zip package: %w", ErrNotWorkbook)
	}
	// Counted before the directory is read, since that would allocate for as many entries as the file has.
	if n := bytes.Count(data, entryMark); n > l.Entries {
		return nil, fmt.Errorf("%d entries: %w", n, ErrTooLarge)
	}
	if i := len(data) - 22 - 20; i >= 0 && bytes.HasPrefix(data[i:], zip64Locator) {
		return nil, fmt.Errorf("zip64 directory: %w", ErrForbidden)
	}
	zr, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, fmt.Errorf("zip directory: %v: %w", err, ErrDamaged)
	}
	a := &archive{ctx: ctx, limits: l, files: make(map[string]*zip.File, len(zr.File)), left: l.Inflated, tokens: l.Tokens, buffer: make([]byte, 64<<10)}
	var claimed uint64
	for _, f := range zr.File {
		if err := a.admit(f); err != nil {
			return nil, err
		}
		if claimed += f.UncompressedSize64; claimed > uint64(l.Inflated) || f.UncompressedSize64 > uint64(l.Inflated) {
			return nil, fmt.Errorf("inflates to more than %d bytes: %w", l.Inflated, ErrTooLarge)
		}
	}
	return a, nil
}

func (a *archive) admit(f *zip.File) error {
	if !plainName(f.Name) {
		return fmt.Errorf("entry name %.80q: %w", f.Name, ErrForbidden)
	}
	if f.Flags&1 != 0 {
		return fmt.Errorf("entry %.80q is encrypted by zip: %w", f.Name, ErrForbidden)
	}
	if strings.HasSuffix(f.Name, "/") {
		if f.UncompressedSize64 != 0 {
			return fmt.Errorf("folder %.80q with content: %w", f.Name, ErrForbidden)
		}
		return nil
	}
	if f.Method != zip.Store && f.Method != zip.Deflate {
		return fmt.Errorf("entry %.80q: compression method %d: %w", f.Name, f.Method, ErrForbidden)
	}
	key := strings.ToLower(f.Name)
	if _, ok := a.files[key]; ok {
		return fmt.Errorf("entry %.80q is there twice: %w", f.Name, ErrForbidden)
	}
	a.files[key] = f
	return nil
}

// plainName tells whether a name is a relative path downwards without tricks.
func plainName(name string) bool {
	if name == "" || len(name) > 500 || !utf8.ValidString(name) || strings.ContainsAny(name, "\\:") {
		return false
	}
	if strings.IndexFunc(name, unicode.IsControl) >= 0 {
		return false
	}
	clean := path.Clean(name)
	return clean == strings.TrimSuffix(name, "/") && clean != "." && clean[0] != '/' && clean != ".." && !strings.HasPrefix(clean, "../")
}

// has tells whether the package has a part.
func (a *archive) has(name string) bool { return a.files[strings.ToLower(name)] != nil }

// read hands a part to parse as a stream of XML and reads it to its end, so that its checksum is checked.
func (a *archive) read(name string, parse func(p *parser) error) error {
	f := a.files[strings.ToLower(name)]
	if f == nil {
		return fmt.Errorf("part %.80q is missing: %w", name, ErrDamaged)
	}
	rc, err := f.Open()
	if err != nil {
		return fmt.Errorf("part %s: %v: %w", name, err, ErrDamaged)
	}
	defer rc.Close()
	p := &parser{newScanner(guard{a, rc}, a.buffer, a.charge)}
	defer func() { a.buffer = p.buf }()
	if err := parse(p); err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	if err := p.end(); err != nil {
		return fmt.Errorf("part %s: %w", name, err)
	}
	return nil
}

// guard watches the bytes of a part on their way to the scanner, so that what comes out, and how long it takes, is
// bounded.
type guard struct {
	archive *archive
	from    io.Reader
}

func (g guard) Read(b []byte) (int, error) {
	if err := g.archive.ctx.Err(); err != nil {
		return 0, err
	}
	n, err := g.from.Read(b)
	if g.archive.left -= int64(n); g.archive.left < 0 {
		return 0, fmt.Errorf("inflates to more than %d bytes: %w", g.archive.limits.Inflated, ErrTooLarge)
	}
	if err != nil && err != io.EOF {
		return n, fmt.Errorf("%v: %w", err, ErrDamaged)
	}
	return n, err
}

func (a *archive) charge(tokens int) error {
	if a.tokens -= tokens; a.tokens < 0 {
		return fmt.Errorf("more than %d tags and attributes: %w", a.limits.Tokens, ErrTooLarge)
	}
	return nil
}
