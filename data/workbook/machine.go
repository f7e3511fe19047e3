package workbook

import (
	"bytes"
	"encoding/base64"
	"encoding/xml"
	"fmt"
	"strconv"
	"strings"

	"kreislage/data/sheet"
)

const (
	machineSheet = "Kreislage"
	// machineMark stands in the first cell of the hidden sheet, by which it is found under any name.
	machineMark = "kreislage machine 1"
	// chunkCell keeps clear of Excel's 32,767 characters a cell, chunkProperty of the 255 that some programs allow
	// for a document property.
	chunkCell, chunkProperty = 30_000, 240
	propertyPrefix           = "Kreislage."
)

// machinePart is one of the three opaque parts.
type machinePart struct {
	name string
	data []byte
}

func (m Machine) parts() []machinePart {
	return []machinePart{{"manifest", m.Manifest}, {"payload", m.Payload}, {"signature", m.Signature}}
}

// chunks cuts base64 text; a part without bytes has one empty chunk, so that it is known to be complete.
func chunks(data []byte, size int) []string {
	text := base64.StdEncoding.EncodeToString(data)
	list := []string{}
	for len(text) > size {
		list, text = append(list, text[:size]), text[size:]
	}
	return append(list, text)
}

// chunkName says which piece of how many, e.g. payload 2/7.
func chunkName(part string, i, n int) string { return fmt.Sprintf("%s %d/%d", part, i+1, n) }

// properties returns docProps/custom.xml with manifest and signature. It is written here in one go, since
// excelize parses the whole list again for each property.
func (m Machine) properties() []byte {
	var b bytes.Buffer
	b.WriteString(xml.Header)
	b.WriteString(`<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">`)
	pid := 2
	for _, part := range m.parts() {
		if part.name == "payload" {
			continue
		}
		list := chunks(part.data, chunkProperty)
		for i, c := range list {
			fmt.Fprintf(&b, `<property fmtid="{D5CDD505-2E9C-101B-9397-08002B2CF9AE}" pid="%d" name="%s%s"><vt:lpwstr>%s</vt:lpwstr></property>`,
				pid, propertyPrefix, chunkName(part.name, i, len(list)), c)
			pid++
		}
	}
	b.WriteString(`</Properties>`)
	return b.Bytes()
}

// collection puts chunks together again, in whatever order they come.
type collection map[string]*collected

type collected struct {
	chunks []string
	have   int
	broken bool
}

// partNames are the only parts that there are: any other name would get a list of its own.
var partNames = map[string]bool{"manifest": true, "payload": true, "signature": true}

// maxChunks bounds how many pieces a part may claim to have.
const maxChunks = 10_000

func (c collection) add(name, chunk string) {
	part, place, ok := strings.Cut(strings.TrimSpace(name), " ")
	first, last, ok2 := strings.Cut(place, "/")
	i, err1 := strconv.Atoi(first)
	n, err2 := strconv.Atoi(last)
	if !ok || !ok2 || err1 != nil || err2 != nil || i < 1 || i > n || n > maxChunks || !partNames[part] {
		return
	}
	p := c[part]
	if p == nil {
		p = &collected{chunks: make([]string, n)}
		c[part] = p
	}
	chunk = "=" + strings.TrimSpace(chunk) // tells an empty chunk from a missing one
	switch {
	case n != len(p.chunks):
		p.broken = true
	case p.chunks[i-1] == "":
		p.chunks[i-1] = chunk
		p.have++
	case p.chunks[i-1] != chunk:
		p.broken = true
	}
}

// part returns a part; found is false where there is nothing of it, and ok where it is whole.
func (c collection) part(name string) (data []byte, found, ok bool) {
	p := c[name]
	if p == nil {
		return nil, false, false
	}
	if p.broken || p.have != len(p.chunks) {
		return nil, true, false
	}
	var text strings.Builder
	for _, chunk := range p.chunks {
		text.WriteString(chunk[1:])
	}
	data, err := base64.StdEncoding.Strict().DecodeString(text.String())
	return data, true, err == nil
}

// readMachine takes the opaque parts from the hidden sheet, and where that fails manifest and signature from the
// document properties. Whether they belong together is for the signature to say.
func readMachine(book *sheet.Book) (Machine, []Note) {
	inSheet, inProperties := collection{}, collection{}
	for i := range book.Sheets {
		rows := book.Sheets[i].Rows
		if len(rows) == 0 || rows[0].At(1).Text != machineMark {
			continue
		}
		for j := range rows[1:] {
			row := &rows[1+j]
			inSheet.add(row.At(1).Text, row.At(2).Text)
		}
	}
	for name, value := range book.Properties {
		if rest, ok := strings.CutPrefix(name, propertyPrefix); ok {
			inProperties.add(rest, value)
		}
	}
	if len(inSheet) == 0 && len(inProperties) == 0 {
		return Machine{}, []Note{note(WarningMachineMissing, "")}
	}
	var m Machine
	var notes []Note
	for _, to := range []struct {
		name string
		data *[]byte
	}{{"manifest", &m.Manifest}, {"payload", &m.Payload}, {"signature", &m.Signature}} {
		data, found, ok := inSheet.part(to.name)
		copied, _, copyOK := inProperties.part(to.name)
		switch {
		case ok && copyOK && !bytes.Equal(data, copied):
			notes = append(notes, note(WarningMachineDiffers, "", "part", to.name))
			*to.data = data
		case ok:
			*to.data = data
		case copyOK:
			*to.data = copied
			notes = append(notes, note(WarningMachineDamaged, "", "part", to.name))
		case found || len(inSheet) > 0 || to.name == "payload":
			notes = append(notes, note(WarningMachineDamaged, "", "part", to.name))
		}
	}
	return m, notes
}
