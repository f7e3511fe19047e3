// Package desk is the one door to a data folder: the jobs of the office's desk, of a district's desk, and what
// both share. The window and the command line are two faces of it; what one can do the other can.
//
// It promises that every job either happens whole or not at all, that what it reports as saved is on the disk,
// and that every error can be explained to a person (Explain). It must not know how anything is drawn, and no
// caller needs to know about SQL, Excel or encryption.
package desk
