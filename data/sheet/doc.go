// Package sheet reads the cells of a workbook that may have been made by anybody: SpreadsheetML in an OPC package
// (ISO/IEC 29500-1 and -2), with archive/zip and encoding/xml.
//
// Why not a ready library: the files come from outside, and what is wanted is small. A library that understands
// everything builds grids out of addresses (one cell at XFD1048576 makes a million rows), spills sheets into
// temporary files, overlooks damaged entries and has no limit that fits. This reader keeps only what is there,
// in the order of the file, within limits that are checked before memory is spent.
//
// It promises to end on any bytes within the given limits, without panic, without touching the disk or the
// network, and to say in a typed error why it did not read a file: ErrNotWorkbook, ErrDamaged, ErrTooLarge or
// ErrForbidden. It must not know what the cells mean.
package sheet
