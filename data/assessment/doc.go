// Package assessment holds the words and the rules of a security assessment: districts and their scopes,
// catalogues and requirements, rounds, answers, remarks and measures, and how they are counted.
//
// It promises that every type here is plain data that can be copied and compared, and that a rule gives the
// same result wherever it is asked (window, command line, report). It must not know how anything is kept,
// encrypted, exchanged or shown: only the standard library is imported.
package assessment
