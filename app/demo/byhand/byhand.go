// Package byhand does to an exchange workbook what a person with nothing but Excel does: opens it with its password,
// types into cells, saves it under the same name. Demonstrations and tests need such a person.
//
// It finds rows and columns as the workbook marks them and knows nothing else of Kreislage, so that what comes back
// is a file that no desk has made.
package byhand

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/xuri/excelize/v2"

	"kreislage/data/officecrypt"
)

// ErrNoCell says that the workbook has no row or column as it was named.
var ErrNoCell = errors.New("no such cell in the workbook")

// maxPlain is the most bytes that an opened workbook may unfold to. It keeps excelize from spilling sheets into the
// temp folder.
const maxPlain = 1 << 30

// Cell is one cell to type into.
type Cell struct {
	Row    string // the id at the row's head
	Column string // the column's key in the first row, e.g. k:status
	Text   string
}

// Fill returns the workbook file, encrypted with password, with texts typed into cells and encrypted again. random is
// the source of salts and keys; nil means the system's.
func Fill(ctx context.Context, file []byte, password string, cells []Cell, random io.Reader) ([]byte, error) {
	opened, err := officecrypt.Decrypt(ctx, file, password, officecrypt.Limits{})
	if err != nil {
		return nil, fmt.Errorf("open the workbook: %w", err)
	}
	plain, err := fill(opened.Plain, cells)
	if err != nil {
		return nil, err
	}
	out, err := officecrypt.Encrypt(plain, password, officecrypt.Options{Random: random})
	if err != nil {
		return nil, fmt.Errorf("save the workbook: %w", err)
	}
	return out, nil
}

func fill(plain []byte, cells []Cell) ([]byte, error) {
	book, err := excelize.OpenReader(bytes.NewReader(plain), excelize.Options{UnzipSizeLimit: maxPlain, UnzipXMLSizeLimit: maxPlain})
	if err != nil {
		return nil, fmt.Errorf("read the workbook: %w", err)
	}
	defer book.Close()
	places, err := find(book)
	if err != nil {
		return nil, err
	}
	for _, c := range cells {
		if err := places.typeInto(book, c); err != nil {
			return nil, err
		}
	}
	var out bytes.Buffer
	if err := book.Write(&out); err != nil {
		return nil, fmt.Errorf("write the workbook: %w", err)
	}
	return out.Bytes(), nil
}

// table is where the rows and columns of one sheet are.
type table struct {
	sheet   string
	rows    map[string]int // by id, from 1
	columns map[string]int // by key, from 1
}

type tables []table

// find reads the ids and keys of every sheet.
func find(book *excelize.File) (tables, error) {
	var all tables
	for _, sheet := range book.GetSheetList() {
		cells, err := book.GetRows(sheet)
		if err != nil {
			return nil, fmt.Errorf("read the sheet: %w", err)
		}
		if len(cells) == 0 {
			continue
		}
		t := table{sheet, map[string]int{}, map[string]int{}}
		for i, key := range cells[0] {
			t.columns[key] = i + 1
		}
		for i, row := range cells {
			if len(row) > 0 && row[0] != "" {
				t.rows[row[0]] = i + 1
			}
		}
		all = append(all, t)
	}
	return all, nil
}

func (all tables) typeInto(book *excelize.File, c Cell) error {
	for _, t := range all {
		column, row := t.columns[c.Column], t.rows[c.Row]
		if column == 0 || row == 0 {
			continue
		}
		name, err := excelize.CoordinatesToCellName(column, row)
		if err != nil {
			return fmt.Errorf("cell of %s: %w", c.Row, err)
		}
		if err := book.SetCellStr(t.sheet, name, c.Text); err != nil {
			return fmt.Errorf("type into %s: %w", name, err)
		}
		return nil
	}
	return fmt.Errorf("%s in row %s: %w", c.Column, c.Row, ErrNoCell)
}
