package sheet

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"runtime"
	"strings"
	"testing"
)

// bomb packs a sheet whose middle is a piece repeated about n times. It is made of copies of one compressed block,
// so that neither making it nor keeping it costs what reading it would.
func bomb(t testing.TB, head, piece, tail string, n int) []byte {
	t.Helper()
	per := 1 + (1<<16)/len(piece)
	times := n/per + 1
	var z bytes.Buffer
	z.Write(deflated(head))
	z.Write(bytes.Repeat(deflated(strings.Repeat(piece, per)), times))
	z.Write(deflated(tail))
	z.Write([]byte{1, 0, 0, 0xff, 0xff}) // a last block without content
	size := uint64(len(head) + times*per*len(piece) + len(tail))
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	for name, text := range parts("") {
		if name != "xl/worksheets/sheet1.xml" {
			w, err := zw.Create(name)
			if err != nil {
				t.Fatal(err)
			}
			w.Write([]byte(text))
			continue
		}
		w, err := zw.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CompressedSize64: uint64(z.Len()), UncompressedSize64: size})
		if err != nil {
			t.Fatal(err)
		}
		w.Write(z.Bytes())
	}
	if err := zw.Close(); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// deflated compresses a text to blocks that end on a byte and refer to nothing before them.
func deflated(s string) []byte {
	var b bytes.Buffer
	w, _ := flate.NewWriter(&b, flate.BestSpeed)
	w.Write([]byte(s))
	w.Flush()
	return b.Bytes()
}

func sheetBomb(t testing.TB, piece string, n int) []byte {
	return bomb(t, `<worksheet><sheetData>`, piece, `</sheetData></worksheet>`, n)
}

// lying packs a workbook whose sheet claims another size than it has.
func lying(t testing.TB, claimed uint64, content string) []byte {
	t.Helper()
	var b, z bytes.Buffer
	fw, _ := flate.NewWriter(&z, flate.BestCompression)
	fw.Write([]byte(content))
	fw.Close()
	zw := zip.NewWriter(&b)
	for name, text := range parts("") {
		if name == "xl/worksheets/sheet1.xml" {
			w, err := zw.CreateRaw(&zip.FileHeader{Name: name, Method: zip.Deflate, CRC32: crc32.ChecksumIEEE([]byte(content)), CompressedSize64: uint64(z.Len()), UncompressedSize64: claimed})
			if err != nil {
				t.Fatal(err)
			}
			w.Write(z.Bytes())
			continue
		}
		w, _ := zw.Create(name)
		w.Write([]byte(text))
	}
	zw.Close()
	return b.Bytes()
}

// named packs a workbook with further entries.
func named(t testing.TB, names ...string) []byte {
	var b bytes.Buffer
	zw := zip.NewWriter(&b)
	add := func(name, text string) {
		w, err := zw.CreateHeader(&zip.FileHeader{Name: name})
		if err != nil {
			t.Fatal(err)
		}
		w.Write([]byte(text))
	}
	for name, text := range parts(sheetXML("")) {
		add(name, text)
	}
	for _, name := range names {
		add(name, "")
	}
	zw.Close()
	return b.Bytes()
}

func with(t testing.TB, name, text string) []byte {
	p := parts(sheetXML(`<row r="1"><c r="A1" t="s"><v>0</v></c></row>`))
	p[name] = text
	return pack(t, p)
}

// tight are limits that are reached quickly; BenchmarkHostile looks at the real ones.
func tight() Limits {
	l := DefaultLimits()
	l.Tokens, l.Rows, l.Cells, l.Text = 100_000, 5_000, 20_000, 4<<20
	return l
}

// Every hostile file is refused with the error that says why, within memory that a small computer has.
func TestHostile(t *testing.T) {
	many := make([]string, 600)
	for i := range many {
		many[i] = fmt.Sprintf("xl/media/%d.png", i)
	}
	small := pack(t, parts(sheetXML("")))
	for _, c := range []struct {
		why  string
		file func() []byte
		want error
	}{
		{"nothing", func() []byte { return nil }, ErrNotWorkbook},
		{"a text file", func() []byte { return []byte("Sehr geehrte Damen und Herren") }, ErrNotWorkbook},
		{"a zip without anything of a workbook", func() []byte { return pack(t, map[string]string{"a.txt": "a"}) }, ErrNotWorkbook},
		{"a document", func() []byte {
			return pack(t, map[string]string{"[Content_Types].xml": typesXML, "_rels/.rels": strings.ReplaceAll(rootXML, "xl/workbook.xml", "word/document.xml"), "word/document.xml": "<document/>"})
		}, ErrNotWorkbook},
		{"a gigabyte in the sheet", func() []byte { return sheetBomb(t, " ", 1<<30) }, ErrTooLarge},
		{"60 MiB of spaces without a tag", func() []byte { return sheetBomb(t, " ", 60<<20) }, ErrTooLarge},
		{"one endless attribute", func() []byte { return bomb(t, `<worksheet a="`, "x", `"/>`, 60<<20) }, ErrTooLarge},
		{"ten million empty rows", func() []byte { return sheetBomb(t, "<row/>", 10_000_000) }, ErrTooLarge},
		{"five million tags", func() []byte { return sheetBomb(t, "<x></x>", 2_500_000) }, ErrTooLarge},
		{"ten million attributes", func() []byte { return sheetBomb(t, `<x a="" b="" c="" d="" e=""/>`, 2_000_000) }, ErrTooLarge},
		{"a million rows", func() []byte { return sheetBomb(t, `<row><c><v>1</v></c></row>`, 1_000_000) }, ErrTooLarge},
		{"a million cells in a row", func() []byte {
			return bomb(t, `<worksheet><sheetData><row>`, `<c><v>1</v></c>`, `</row></sheetData></worksheet>`, 1_000_000)
		}, ErrTooLarge},
		{"elements without end", func() []byte { return sheetBomb(t, "<x>", 2_000_000) }, ErrForbidden},
		{"a claim of four gigabytes", func() []byte { return lying(t, 1<<32-1, "<worksheet/>") }, ErrTooLarge},
		{"a claim smaller than the content", func() []byte { return lying(t, 5, sheetXML("")) }, ErrDamaged},
		{"a claim larger than the content", func() []byte { return lying(t, 5000, sheetXML("")) }, ErrDamaged},
		{"a cell of 32,768 characters", func() []byte {
			return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row><c t="inlineStr"><is><t>`+strings.Repeat("ä", 32_768)+`</t></is></c></row>`))
		}, ErrTooLarge},
		{"many cells that share one long string", func() []byte {
			p := parts(sheetXML(strings.Repeat(`<row>`+strings.Repeat(`<c t="s"><v>0</v></c>`, 10)+`</row>`, 30)))
			p["xl/sharedStrings.xml"] = `<sst><si><t>` + strings.Repeat("x", 32_000) + `</t></si></sst>`
			return pack(t, p)
		}, ErrTooLarge},
		{"an entity bomb", func() []byte {
			return with(t, "xl/sharedStrings.xml", `<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;">]><sst><si><t>&b;</t></si></sst>`)
		}, ErrForbidden},
		{"an entity that nobody has declared", func() []byte { return with(t, "xl/sharedStrings.xml", `<sst><si><t>&b;</t></si></sst>`) }, ErrDamaged},
		{"an external entity", func() []byte {
			return with(t, "xl/workbook.xml", `<!DOCTYPE w SYSTEM "file:///etc/passwd"><workbook/>`)
		}, ErrForbidden},
		{"a CDATA section", func() []byte { return with(t, "xl/worksheets/sheet1.xml", `<worksheet><![CDATA[<]]></worksheet>`) }, ErrForbidden},
		{"a sheet outside of the file", func() []byte {
			return with(t, "xl/_rels/workbook.xml.rels", strings.ReplaceAll(linkXML, `Target="worksheets/sheet1.xml"`, `TargetMode="External" Target="http://example.org/s.xml"`))
		}, ErrForbidden},
		{"a target above the package", func() []byte {
			return with(t, "xl/_rels/workbook.xml.rels", strings.ReplaceAll(linkXML, "worksheets/sheet1.xml", "../../../etc/passwd"))
		}, ErrDamaged},
		{"a path upwards", func() []byte { return named(t, "../evil.xml") }, ErrForbidden},
		{"an absolute path", func() []byte { return named(t, "/etc/passwd") }, ErrForbidden},
		{"a drive", func() []byte { return named(t, "C:evil.xml") }, ErrForbidden},
		{"a backslash", func() []byte { return named(t, `xl\evil.xml`) }, ErrForbidden},
		{"a control character", func() []byte { return named(t, "xl/a\x00b") }, ErrForbidden},
		{"the same name twice", func() []byte { return named(t, "xl/worksheets/SHEET1.xml") }, ErrForbidden},
		{"600 entries", func() []byte { return named(t, many...) }, ErrTooLarge},
		{"the entries of a directory that claims one", func() []byte {
			f := named(t, many...)
			binary.LittleEndian.PutUint16(f[len(f)-12:], 1)
			return f
		}, ErrTooLarge},
		{"rows out of order", func() []byte { return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row r="2"/><row r="1"/>`)) }, ErrDamaged},
		{"a cell twice", func() []byte {
			return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row r="1"><c r="A1"><v>1</v></c><c r="A1"><v>2</v></c></row>`))
		}, ErrDamaged},
		{"a cell in another row", func() []byte {
			return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row r="1"><c r="A2"><v>1</v></c></row>`))
		}, ErrDamaged},
		{"a string that is not there", func() []byte {
			return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row r="1"><c r="A1" t="s"><v>7</v></c></row>`))
		}, ErrDamaged},
		{"a number that is none", func() []byte {
			return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row r="1"><c r="A1"><v>Inf</v></c></row>`))
		}, ErrDamaged},
		{"more arrays than anybody makes", func() []byte {
			return with(t, "xl/worksheets/sheet1.xml", sheetXML(`<row>`+strings.Repeat(`<c><f t="array" ref="A1:XFD1048576"/></c>`, 300)+`</row>`))
		}, ErrTooLarge},
		{"65 sheets from one part", func() []byte {
			return with(t, "xl/workbook.xml", strings.ReplaceAll(bookXML, `<sheets>`, `<sheets>`+strings.Repeat(`<sheet name="B" r:id="rId1"/>`, 64)))
		}, ErrTooLarge},
		{"XML in another coding", func() []byte {
			return with(t, "xl/sharedStrings.xml", `<?xml version="1.0" encoding="utf-16"?><sst/>`)
		}, ErrDamaged},
		{"bytes that are not UTF-8", func() []byte { return with(t, "xl/sharedStrings.xml", "<sst><si><t>\xff\xfe</t></si></sst>") }, ErrDamaged},
		{"something behind the last element", func() []byte { return with(t, "xl/sharedStrings.xml", sstXML+sstXML) }, ErrDamaged},
		{"a truncated end", func() []byte { return small[:len(small)-30] }, ErrDamaged},
	} {
		t.Run(c.why, func(t *testing.T) {
			file := c.file()
			var before, after runtime.MemStats
			runtime.ReadMemStats(&before)
			_, err := Open(context.Background(), file, tight())
			runtime.ReadMemStats(&after)
			if !errors.Is(err, c.want) {
				t.Errorf("got %v, want %v", err, c.want)
			}
			// All that was ever allocated, which is more than was held at once.
			if spent := (after.TotalAlloc - before.TotalAlloc) >> 20; spent > 100 {
				t.Errorf("%d MiB allocated", spent)
			}
		})
	}
}

// A small file that is cut anywhere is refused, and never read as something smaller.
func TestTruncated(t *testing.T) {
	file := pack(t, parts(sheetXML(`<row r="1"><c r="A1" t="s"><v>1</v></c></row>`)))
	for n := range file {
		if _, err := open(file[:n]); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrNotWorkbook) {
			t.Fatalf("cut at %d of %d: %v", n, len(file), err)
		}
	}
}

// A flipped bit gives an error or, where it hits what is not used (times, local headers), the same cells.
func TestFlipped(t *testing.T) {
	file := pack(t, parts(sheetXML(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>46418</v></c></row>`)))
	b, err := open(file)
	if err != nil {
		t.Fatal(err)
	}
	want := dump(b)
	for i := range file {
		bit := i % 8
		file[i] ^= 1 << bit
		if b, err := open(file); err == nil && dump(b) != want {
			t.Fatalf("byte %d bit %d: %s", i, bit, dump(b))
		} else if err != nil && !known(err) {
			t.Fatalf("byte %d bit %d: %v", i, bit, err)
		}
		file[i] ^= 1 << bit
	}
}

// A person who does not want to wait can stop the reading.
func TestCancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Open(ctx, pack(t, parts(sheetXML(""))), DefaultLimits()); !errors.Is(err, context.Canceled) {
		t.Fatal(err)
	}
}

func known(err error) bool {
	return errors.Is(err, ErrDamaged) || errors.Is(err, ErrNotWorkbook) || errors.Is(err, ErrTooLarge) || errors.Is(err, ErrForbidden)
}

// Any bytes are read or refused with a known error.
func FuzzOpen(f *testing.F) {
	f.Add(pack(f, parts(sheetXML(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" s="1"><v>46418</v></c></row>`))))
	f.Add(with(f, "docProps/custom.xml", `<Properties><property name="a"><lpwstr>b</lpwstr></property></Properties>`))
	f.Add(named(f, "xl/comments1.xml"))
	f.Add([]byte("PK\x03\x04"))
	f.Fuzz(func(t *testing.T, data []byte) {
		b, err := open(data)
		if (err == nil) == (b == nil) || err != nil && !known(err) {
			t.Fatalf("%v, %v", b, err)
		}
	})
}

// FuzzParts fuzzes what is inside the package, which FuzzOpen seldom gets to behind compression and checksums.
func FuzzParts(f *testing.F) {
	f.Add(bookXML, linkXML, sstXML, styleXML, sheetXML(`<row r="1"><c r="A1" t="s"><v>1</v></c><c r="B1" t="inlineStr"><is><t>_x0041_</t></is></c></row>`), `<Properties/>`)
	f.Add(bookXML, linkXML, sstXML, styleXML, `<worksheet><cols><col min="1" max="2" hidden="1"/></cols><sheetData><row><c t="d"><v>2027-01-31</v></c><c><f t="array" ref="A1:B2"/></c></row></sheetData><mergeCells><mergeCell ref="A1:B2"/></mergeCells></worksheet>`, `<Properties/>`)
	f.Fuzz(func(t *testing.T, book, links, strings, styles, sheet, properties string) {
		p := parts(sheet)
		p["xl/workbook.xml"], p["xl/_rels/workbook.xml.rels"], p["xl/sharedStrings.xml"], p["xl/styles.xml"] = book, links, strings, styles
		p["docProps/custom.xml"] = properties
		b, err := open(pack(t, p))
		if (err == nil) == (b == nil) || err != nil && !known(err) {
			t.Fatalf("%v, %v", b, err)
		}
		if err == nil {
			dump(b)
		}
	})
}
