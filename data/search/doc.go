// Package search keeps an index in which people find words as they type them: the texts of requirements, and what
// districts and the office have written in rounds.
//
// The index is a SQLite file of its own beside the data file. It can be thrown away and made anew from what the data
// folder holds, so no import waits for it, no backup carries it, and a damaged one is no loss. Words are compared in a
// folded form (Words): case, accents, and the two ways to write an umlaut do not matter. The package must not know
// where the texts come from or who may see them.
package search
