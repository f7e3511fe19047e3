package workbook

import (
	"context"
	"errors"

	"kreislage/data/sheet"
)

// Limits bounds what Read takes in; see LimitsFor.
type Limits = sheet.Limits

// LimitsFor returns limits for a workbook that is expected to have about as many rows (scopes times requirements)
// as given; zero where that is not known.
func LimitsFor(rows int) Limits { return sheet.DefaultLimits() }

// Contents is what was found in a workbook.
type Contents struct {
	Machine  Machine
	Warnings []Note
}

// Read takes the plain bytes of an .xlsx file apart.
func Read(ctx context.Context, xlsx []byte, l Limits) (*Contents, error) {
	return nil, errors.ErrUnsupported
}

// Compare tells what a person has changed in the visible cells.
func Compare(b Book, c *Contents) Comparison { return Comparison{} }

// Write makes the plain bytes of an .xlsx file in memory.
func Write(b Book, w Words) ([]byte, error) { return nil, errors.ErrUnsupported }
