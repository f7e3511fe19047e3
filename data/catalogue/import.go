package catalogue

import (
	"context"
	"errors"
	"fmt"
	"io"
	"strings"

	"kreislage/data/assessment"
)

// Options are the choices of an import. The zero value is good.
type Options struct {
	MaxBytes int64 // largest input; 0 means DefaultMaxBytes
}

// Imported is a catalogue that was read but not yet stored, and what was left behind on the way.
type Imported struct {
	Catalogue assessment.Catalogue // sealed
	Dropped   []Drop               // in the order of the file
	Format    string               // one of the Format constants
}

// The formats that Import knows.
const (
	FormatOSCAL = "oscal-json"
	FormatYAML  = "kreislage-yaml"
)

// format is one kind of file. detect looks at content only; where it says yes, read's verdict is final.
type format struct {
	name   string
	detect func(s *source) (bool, error)
	read   func(s *source, b *builder) error
}

// formats lists the importers in the order in which they are asked. Containers that are no text have to come first,
// since asking a source for its text is an error where there is none.
func formats() []format {
	return []format{oscalFormat(), yamlFormat()}
}

// Import reads a catalogue in any known format from r. Where the input is no good the error is an *Error;
// otherwise it is the error of r or of ctx.
func Import(ctx context.Context, r io.Reader, o Options) (Imported, error) {
	limit := o.MaxBytes
	if limit <= 0 {
		limit = DefaultMaxBytes
	}
	raw, err := readAll(ctx, r, limit)
	if err != nil {
		return Imported{}, err
	}
	s := &source{ctx: ctx, raw: raw}
	for _, f := range formats() {
		found, err := f.detect(s)
		if err != nil {
			return Imported{}, err
		}
		if found {
			return run(s, f)
		}
	}
	return Imported{}, fail(CodeNotRecognised, Place{}, s.rootKey())
}

func run(s *source, f format) (Imported, error) {
	b := newBuilder(s.ctx)
	if err := f.read(s, b); err != nil {
		return Imported{}, err
	}
	c, err := b.finish()
	if err != nil {
		return Imported{}, err
	}
	return Imported{Catalogue: c, Dropped: b.dropped, Format: f.name}, nil
}

// readAll reads at most limit bytes and looks at ctx between the pieces.
func readAll(ctx context.Context, r io.Reader, limit int64) (string, error) {
	var text strings.Builder
	piece := make([]byte, 256<<10)
	for {
		if err := ctx.Err(); err != nil {
			return "", err
		}
		n, err := r.Read(piece)
		if int64(text.Len())+int64(n) > limit {
			return "", fail(CodeTooLarge, Place{}, fmt.Sprint(limit))
		}
		text.Write(piece[:n])
		if errors.Is(err, io.EOF) {
			return text.String(), nil
		}
		if err != nil {
			return "", fmt.Errorf("read catalogue: %w", err)
		}
	}
}
