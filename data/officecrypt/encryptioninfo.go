package officecrypt

import (
	"encoding/binary"
	"fmt"
)

// maxEncryptionInfo bounds the stream EncryptionInfo in bytes; Office writes
// about 1,300.
const maxEncryptionInfo = 64 << 10

// encryptionInfo is the parsed stream EncryptionInfo: exactly one field is set.
type encryptionInfo struct {
	agile    *agileInfo
	standard *standardInfo
}

func (e encryptionInfo) rounds() int {
	if e.standard != nil {
		return standardRounds
	}
	return e.agile.key.spinCount
}

// parseEncryptionInfo reads the version and hands on to the scheme:
// [MS-OFFCRYPTO] 2.3.4.5 (Standard), 2.3.4.10 (agile).
func parseEncryptionInfo(b []byte) (encryptionInfo, error) {
	if len(b) < 8 {
		return encryptionInfo{}, damaged("%d bytes", len(b))
	}
	major, minor := binary.LittleEndian.Uint16(b), binary.LittleEndian.Uint16(b[2:])
	flags := binary.LittleEndian.Uint32(b[4:])
	switch {
	case major == 4 && minor == 4 && flags == agileFlags:
		a, err := parseAgileXML(b[8:])
		return encryptionInfo{agile: a}, err
	case minor == 2 && (major == 2 || major == 3 || major == 4):
		s, err := parseStandard(flags, b[8:])
		return encryptionInfo{standard: s}, err
	}
	return encryptionInfo{}, unsupported("version %d.%d with flags %#x", major, minor, flags)
}

func unsupported(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrUnsupported)...)
}

// sealedPackage is the stream EncryptedPackage, [MS-OFFCRYPTO] 2.3.4.4.
type sealedPackage struct {
	stream []byte // everything, as the HMAC sees it
	cipher []byte // the blocks that hold the document
	size   int    // of the document
}

// splitPackage checks the announced size against the bytes that are there.
// Writers may pad beyond the last block.
func splitPackage(stream []byte) (sealedPackage, error) {
	if len(stream) < 8 {
		return sealedPackage{}, damaged("%d bytes", len(stream))
	}
	size := binary.LittleEndian.Uint64(stream)
	if size > uint64(len(stream)-8) {
		return sealedPackage{}, damaged("%d bytes announced, %d there", size, len(stream)-8)
	}
	blocks := roundUp(int(size), aesBlock)
	if blocks > len(stream)-8 {
		return sealedPackage{}, damaged("last block is not whole")
	}
	return sealedPackage{stream: stream, cipher: stream[8 : 8+blocks], size: int(size)}, nil
}

func roundUp(n, to int) int { return ceilDiv(n, to) * to }
