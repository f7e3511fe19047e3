package workbook

import (
	"archive/zip"
	"bytes"
	"errors"
	"io"
	"io/fs"
	"sort"
	"strings"
	"time"
)

// underscore stands for an underscore that must be escaped, from the cell's text up to the finished part. It is
// of the private use area, which no canonical text contains. excelize escapes too, but overlooks patterns that
// overlap (_x0041_x0042_) and halves of surrogate pairs, so its own rules must never see one.
const underscore = "\uE000"

// packer takes the place of excelize's zip writer: it collects the parts in memory and writes them in a fixed
// order with a fixed time, so that the same Book gives the same bytes.
type packer struct {
	to       io.Writer
	created  time.Time
	parts    map[string]*bytes.Buffer
	replaced map[string][]byte // parts to be written instead of those of excelize
}

func (p *packer) Create(name string) (io.Writer, error) {
	b := &bytes.Buffer{}
	p.parts[name] = b
	return b, nil
}

// AddFS is asked for by excelize's interface and never called by it.
func (p *packer) AddFS(fs.FS) error { return errors.New("no file system is added to a workbook") }

// Close writes the package.
func (p *packer) Close() error {
	names := make([]string, 0, len(p.parts))
	for name := range p.parts {
		names = append(names, name)
	}
	sort.Slice(names, func(i, j int) bool {
		if a, b := rank(names[i]), rank(names[j]); a != b {
			return a < b
		}
		return names[i] < names[j]
	})
	zw := zip.NewWriter(p.to)
	for _, name := range names {
		h := &zip.FileHeader{Name: name, Method: zip.Deflate}
		if !p.created.IsZero() {
			h.Modified = p.created.UTC().Truncate(2 * time.Second)
		}
		w, err := zw.CreateHeader(h)
		if err != nil {
			return err
		}
		if _, err := w.Write(p.content(name)); err != nil {
			return err
		}
	}
	return zw.Close()
}

func (p *packer) content(name string) []byte {
	if data, ok := p.replaced[name]; ok {
		return data
	}
	data := p.parts[name].Bytes()
	if strings.HasPrefix(name, "xl/worksheets/") || name == "xl/sharedStrings.xml" {
		return bytes.ReplaceAll(data, []byte(underscore), []byte("_x005F_"))
	}
	return data
}

// rank puts first what a reader that streams wants first.
func rank(name string) int {
	switch name {
	case "[Content_Types].xml":
		return 0
	case "_rels/.rels":
		return 1
	}
	return 2
}
