package officecrypt

import (
	"encoding/binary"
	"unicode/utf16"
)

// The DataSpaces streams say which transform protects which stream ([MS-OFFCRYPTO]
// 2.1 and 2.2.10). For password encryption they are the same in every file;
// Office refuses some files without them.
const (
	nameDataSpace = "StrongEncryptionDataSpace"
	nameTransform = "StrongEncryptionTransform"
)

func append32(b []byte, words ...uint32) []byte {
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// appendLPP4 appends a UNICODE-LP-P4 string (2.1.2): length in bytes, UTF-16,
// padded to a multiple of four.
func appendLPP4(b []byte, s string) []byte {
	units := utf16.Encode([]rune(s))
	b = append32(b, uint32(2*len(units)))
	for _, u := range units {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return append(b, make([]byte, -2*len(units)&3)...)
}

// appendVersions appends reader, updater and writer version 1.0.
func appendVersions(b []byte) []byte { return append32(b, 1, 1, 1) }

// dataSpacesVersion is DataSpaceVersionInfo, 2.1.5.
func dataSpacesVersion() []byte {
	return appendVersions(appendLPP4(nil, "Microsoft.Container.DataSpaces"))
}

// dataSpaceMap is DataSpaceMap, 2.1.6: the stream EncryptedPackage is protected
// by the one data space.
func dataSpaceMap() []byte {
	entry := append32(nil, 1, 0) // one component, a stream
	entry = appendLPP4(entry, nameEncryptedPackage)
	entry = appendLPP4(entry, nameDataSpace)
	b := append32(nil, 8, 1) // length of this header, one entry
	b = append32(b, uint32(len(entry)+4))
	return append(b, entry...)
}

// dataSpaceDefinition is DataSpaceDefinition, 2.1.7.
func dataSpaceDefinition() []byte {
	return appendLPP4(append32(nil, 8, 1), nameTransform)
}

// transformPrimary is the TransformInfoHeader, 2.1.8, followed by
// EncryptionTransformInfo, 2.1.9, whose fields are empty for agile encryption.
func transformPrimary() []byte {
	id := appendLPP4(nil, "{FF9A3F03-56EF-4613-BDD5-5A41C1D07246}")
	b := append32(nil, uint32(8+len(id)), 1)
	b = append(b, id...)
	b = appendLPP4(b, "Microsoft.Container.EncryptionTransform")
	b = appendVersions(b)
	return append32(b, 0, 0, 0, 4)
}
