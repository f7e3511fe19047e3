// Package workbook turns the state of a round into the plain cells of an exchange workbook, and cells back into
// what a person wants changed.
//
// A workbook has two sides. The side for people: instructions, one row per requirement with open answer cells,
// remarks, measures. The side for the program: a hidden sheet with the manifest, the payload and the signature,
// which are opaque bytes here and are made and checked elsewhere.
//
// It promises that Write never cuts a text and never lets plain text reach the disk, that Read takes any bytes in
// bounded time and memory, and that Compare accounts for every row it finds: new, changed, unchanged or refused,
// and never takes a change that it is not sure of. It must not know about encryption, signatures, versions,
// stores or files.
package workbook
