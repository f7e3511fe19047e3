package officecrypt

import "bytes"

// Kind says what a file is at first sight, for a helpful sentence.
type Kind int

// The kinds that Sniff tells apart.
const (
	// KindOther: nothing that Office writes.
	KindOther Kind = iota
	// KindEmpty: no bytes at all.
	KindEmpty
	// KindEncrypted: an OLE container with an encrypted package, or one too
	// damaged to be listed; Decrypt then names the damage.
	KindEncrypted
	// KindPlainZip: an Office document that is not encrypted.
	KindPlainZip
	// KindOLEOther: an OLE container with something else, e.g. an old .xls or .doc.
	KindOLEOther
)

// contentTypes is the part that every OOXML package has and that an ordinary zip
// does not have (ECMA-376 part 2, 10.1.2.2).
const contentTypes = "[Content_Types].xml"

// Sniff looks at the outside of file; it needs no password and proves nothing.
func Sniff(file []byte) Kind {
	switch {
	case len(file) == 0:
		return KindEmpty
	case bytes.HasPrefix(file, []byte("PK\x03\x04")) && bytes.Contains(file, []byte(contentTypes)):
		return KindPlainZip
	case !isOLE(file):
		return KindOther
	}
	c, err := openContainer(file)
	if err != nil {
		return KindEncrypted
	}
	_, hasInfo := c.root[nameEncryptionInfo]
	_, hasPkg := c.root[nameEncryptedPackage]
	if hasInfo && hasPkg {
		return KindEncrypted
	}
	return KindOLEOther
}
