package main

import (
	"archive/zip"
	"bytes"
	"compress/flate"
	"context"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"

	"kreislage/data/officecrypt"
)

// bomb FILE puts 1.5 GB of cells into the first sheet of an exchange file, locked with KREISLAGE_CODE again: what
// comes with the right code gets past the encryption.
func bomb(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 1 {
		ts.Fatalf("usage: bomb file")
	}
	raw, err := os.ReadFile(ts.MkAbs(args[0]))
	ts.Check(err)
	res, err := officecrypt.Decrypt(context.Background(), raw, ts.Getenv("KREISLAGE_CODE"), officecrypt.Limits{})
	ts.Check(err)
	in, err := zip.NewReader(bytes.NewReader(res.Plain), int64(len(res.Plain)))
	ts.Check(err)
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, f := range in.File {
		if f.Name != "xl/worksheets/sheet1.xml" {
			ts.Check(w.Copy(f))
			continue
		}
		packed, size := unfolding(`<row><c t="inlineStr"><is><t>Geheimnis-4711</t></is></c></row>`, 1500)
		to, err := w.CreateRaw(&zip.FileHeader{Name: f.Name, Method: zip.Deflate, CompressedSize64: uint64(len(packed)), UncompressedSize64: size})
		ts.Check(err)
		_, err = to.Write(packed)
		ts.Check(err)
	}
	ts.Check(w.Close())
	raw, err = officecrypt.Encrypt(out.Bytes(), ts.Getenv("KREISLAGE_CODE"), officecrypt.Options{})
	ts.Check(err)
	ts.Check(os.WriteFile(ts.MkAbs(args[0]), raw, 0o600))
}

// unfolding is a deflated sheet that repeats a row for so many megabytes. One block is packed and then copied.
func unfolding(row string, megabytes int) (packed []byte, size uint64) {
	block := func(text string) []byte {
		var b bytes.Buffer
		w, _ := flate.NewWriter(&b, flate.BestCompression)
		w.Write([]byte(text))
		w.Flush()
		return b.Bytes()
	}
	const head = `<worksheet><sheetData>`
	text := strings.Repeat(row, (1<<20)/len(row))
	packed = append(block(head), bytes.Repeat(block(text), megabytes)...)
	return append(packed, 1, 0, 0, 0xff, 0xff), uint64(len(head) + megabytes*len(text))
}

// unreadable FOLDER TEXT fails where a file below a folder holds a text, or a zip as it is.
func unreadable(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: unreadable folder text")
	}
	ts.Check(filepath.WalkDir(ts.MkAbs(args[0]), func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		raw, err := os.ReadFile(path)
		if bytes.Contains(raw, []byte(args[1])) || bytes.Contains(raw, []byte("PK\x03\x04")) {
			ts.Fatalf("%s can be read", path)
		}
		return err
	}))
}
