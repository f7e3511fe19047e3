// Package envelope holds what an exchange file claims and whether that holds: the manifest (from whom, to whom,
// which round, which number), the content (round, catalogue, registers with their versions), and the Ed25519
// signature over both.
//
// The signature covers the manifest's bytes, and the manifest the hash of the content's bytes. Both travel as
// opaque bytes inside the workbook, so that a program that opens and saves the workbook without a change leaves
// the signature valid; what people see in the cells is compared with the signed content by the reader.
//
// It promises that Open never panics, never takes more memory than its limits allow, and returns content only
// where the signature fits the key in the manifest. Whether that key is to be trusted is not known here, nor
// how files are encrypted, laid out or kept.
package envelope
