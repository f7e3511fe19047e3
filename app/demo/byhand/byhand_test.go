package byhand

import (
	"bytes"
	"context"
	"errors"
	"testing"

	"github.com/xuri/excelize/v2"

	"kreislage/data/officecrypt"
)

const password = "ein Kennwort"

// book is an encrypted workbook with keys in its first row and ids in its first column, on two sheets.
func book(t *testing.T) []byte {
	t.Helper()
	f := excelize.NewFile()
	defer f.Close()
	for cell, text := range map[string]string{"A1": "k:id", "B1": "k:status", "A5": "eins", "A6": "zwei", "B6": "alt"} {
		if err := f.SetCellStr("Sheet1", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	if _, err := f.NewSheet("Sheet2"); err != nil {
		t.Fatal(err)
	}
	for cell, text := range map[string]string{"A1": "r:id", "C1": "r:reply", "A2": "zwei"} {
		if err := f.SetCellStr("Sheet2", cell, text); err != nil {
			t.Fatal(err)
		}
	}
	var plain bytes.Buffer
	if err := f.Write(&plain); err != nil {
		t.Fatal(err)
	}
	raw, err := officecrypt.Encrypt(plain.Bytes(), password, officecrypt.Options{SpinCount: 100})
	if err != nil {
		t.Fatal(err)
	}
	return raw
}

// Texts land in the cells that row and column name, on whatever sheet; all others stay, and the file is encrypted
// with the same password.
func TestFill(t *testing.T) {
	raw, err := Fill(context.Background(), book(t), password, []Cell{{"eins", "k:status", "=ja"}, {"zwei", "r:reply", "Ja, äöü"}}, nil)
	if err != nil {
		t.Fatal(err)
	}
	opened, err := officecrypt.Decrypt(context.Background(), raw, password, officecrypt.Limits{})
	if err != nil {
		t.Fatal(err)
	}
	f, err := excelize.OpenReader(bytes.NewReader(opened.Plain))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	for _, c := range []struct{ sheet, cell, want string }{{"Sheet1", "B5", "=ja"}, {"Sheet1", "B6", "alt"}, {"Sheet2", "C2", "Ja, äöü"}, {"Sheet1", "C5", ""}} {
		if got, err := f.GetCellValue(c.sheet, c.cell); err != nil || got != c.want {
			t.Errorf("%s %s: got %q, want %q (%v)", c.sheet, c.cell, got, c.want, err)
		}
	}
	if formula, _ := f.GetCellFormula("Sheet1", "B5"); formula != "" {
		t.Errorf("a text became the formula %q", formula)
	}
}

// A cell that is not there and a password that is wrong are errors: nothing is typed beside the mark.
func TestFillRefuses(t *testing.T) {
	for _, c := range []Cell{{"drei", "k:status", "x"}, {"eins", "k:none", "x"}, {"eins", "r:reply", "x"}} {
		if _, err := Fill(context.Background(), book(t), password, []Cell{c}, nil); !errors.Is(err, ErrNoCell) {
			t.Errorf("%+v: %v", c, err)
		}
	}
	if _, err := Fill(context.Background(), book(t), "falsch", nil, nil); !errors.Is(err, officecrypt.ErrWrongPassword) {
		t.Errorf("wrong password: %v", err)
	}
}
