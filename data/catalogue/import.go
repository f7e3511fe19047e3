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
	Topics    []TopicCount         // in the catalogue's order
	Levels    []LevelCount         // in the order in which they first occur
}

// TopicCount says how many requirements a topic has.
type TopicCount struct {
	ID           assessment.TopicID
	Title        string
	Requirements int
}

// LevelCount says how many requirements have a level; Level is empty for those without one.
type LevelCount struct {
	Level        string
	Requirements int
}

// The formats that Import knows.
const (
	FormatOSCAL    = "oscal-json"
	FormatYAML     = "kreislage-yaml"
	FormatTemplate = "kreislage-xlsx"
	FormatCISOYAML = "ciso-assistant-yaml"
	FormatCISOXLSX = "ciso-assistant-xlsx"
	FormatWiBA     = "wiba-xlsx"
	FormatDocBook  = "kompendium-docbook"
)

// oleMagic begins the container in which Excel puts encrypted workbooks, and workbooks of before 2007.
const oleMagic = "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"

// format is one kind of file. detect looks at content only; where it says yes, read's verdict is final.
type format struct {
	name   string
	detect func(s *source) (bool, error)
	read   func(s *source, b *builder) error
}

// formats lists the importers in the order in which they are asked. Containers that are no text have to come first,
// since asking a source for its text is an error where there is none.
func formats() []format {
	return []format{
		cisoBookFormat(), wibaFormat(), templateFormat(), // workbooks
		docbookFormat(), oscalFormat(), yamlFormat(), cisoFormat(),
	}
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
	if strings.HasPrefix(raw, oleMagic) {
		return Imported{}, fail(CodeProtected, Place{}, "")
	}
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
	in := Imported{Catalogue: c, Dropped: b.dropped, Format: f.name}
	in.count()
	return in, nil
}

// count fills in what a preview shows.
func (in *Imported) count() {
	topics, levels := map[assessment.TopicID]int{}, map[string]int{}
	for _, r := range in.Catalogue.Requirements {
		topics[r.Topic]++
		if levels[r.Level]++; levels[r.Level] == 1 {
			in.Levels = append(in.Levels, LevelCount{Level: r.Level})
		}
	}
	for _, t := range in.Catalogue.Topics {
		in.Topics = append(in.Topics, TopicCount{t.ID, t.Title, topics[t.ID]})
	}
	for i := range in.Levels {
		in.Levels[i].Requirements = levels[in.Levels[i].Level]
	}
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
