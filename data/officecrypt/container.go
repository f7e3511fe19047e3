package officecrypt

import "bytes"

// Constants of the compound file format, [MS-CFB] 2.1 to 2.6.
const (
	headerSize     = 512
	headerFATs     = 109 // FAT sector numbers in the header
	miniSectorSize = 64
	miniCutoff     = 4096 // streams below live in the mini stream
	dirEntrySize   = 128

	sectorFAT  = 0xFFFFFFFD
	sectorDIF  = 0xFFFFFFFC
	endOfChain = 0xFFFFFFFE
	freeSector = 0xFFFFFFFF
	maxSector  = 0xFFFFFFFA // greatest regular sector number
	noEntry    = 0xFFFFFFFF
	maxEntry   = 0xFFFFFFF9 // greatest directory entry number

	typeUnused  = 0
	typeStorage = 1
	typeStream  = 2
	typeRoot    = 5
)

const (
	nameEncryptionInfo   = "EncryptionInfo"
	nameEncryptedPackage = "EncryptedPackage"
)

var oleMagic = [8]byte{0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1}

func isOLE(file []byte) bool { return bytes.HasPrefix(file, oleMagic[:]) }
