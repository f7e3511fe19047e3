// Package store keeps a data folder's state in one SQLite file: catalogues, rounds, registers with their
// history, what was sent and received, and sealed secrets.
//
// It promises that what a write returned from is on the disk (WAL, synchronous FULL), that every change of a
// register is kept with who, when, source and what was before, that the answers table shows exactly what the
// registers say, and that a migration makes a copy of the file first. SQLite's errors become the domain's
// sentinels here. It must not know whose desk it is, what files look like or how secrets are sealed.
package store
