// Package catalogue brings sets of requirements in: it reads catalogues that others publish, and it carries the
// built-in municipal basic check.
//
// Import finds the format by what a file contains, never by its name. It promises that the same bytes always give
// the same catalogue, that every text in it is trimmed UTF-8 in normal form C without control characters and within
// the limits of limits.go, that whatever was left out or shortened is listed, and that hostile input (bombs, cycles,
// endless nesting, wrong encodings) ends in an *Error that names the place, in bounded time and memory.
//
// A further format is one file with one function that returns its [format], entered in formats().
//
// Workbooks are read with data/sheet, which bounds them; columns are found by their headings.
//
// Compare tells what a new edition changes, Diff shows it word by word, and ReadMapping reads which requirement of one
// catalogue stands for which of another.
//
// WriteYAML writes the own format, WriteTemplate the own Excel template and WriteExcel a catalogue in its form. Builtin
// reads the built-in catalogue from the files in builtin/, whose README tells how to add to them.
//
// The package must not know how catalogues are stored, exchanged or shown. Errors and drops are codes with
// parameters; the desks turn them into sentences.
package catalogue
