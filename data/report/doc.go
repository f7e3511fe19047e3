// Package report writes what leaves the program for people to read: the letter with a district's code, and the tables
// that other programs open.
//
// It promises that the same input gives the same bytes, that no text is cut, however long a name is, and that nothing
// is written to the disk here. It must not know where its figures come from, in which language it speaks (Words says
// the texts) or where its bytes go.
package report

// Words says the texts of reports in the reader's language. args are pairs of a placeholder's name and its value.
type Words interface {
	Say(key string, args ...any) string
}
