package officecrypt

import (
	"encoding/binary"
	"io"
	"slices"
	"unicode/utf16"
)

// The writer knows one shape only: version 3 with sectors of 512 bytes, in this
// order: header, DIFAT, FAT, directory, mini FAT, mini stream, package. Every
// chain is straight. The same streams always give the same bytes.
const (
	writeSector   = 512
	writePerTable = writeSector / 4 // entries of a table sector
	writePerDIF   = writePerTable - 1
)

// dirLayout is one entry of the fixed directory tree. Siblings are ordered by
// the length of the name, then by the upper-case name ([MS-CFB] 2.6.4).
type dirLayout struct {
	name               string
	kind               byte
	black              bool
	left, right, child uint32
	data               []byte // content known before; nil for the two streams of the document
}

const (
	entryInfo    = 1
	entryPackage = 3
)

func directoryLayout() []dirLayout {
	const no = noEntry
	return []dirLayout{
		0:            {"Root Entry", typeRoot, true, no, no, entryInfo, nil},
		entryInfo:    {nameEncryptionInfo, typeStream, true, 2, entryPackage, no, nil},
		2:            {"\x06DataSpaces", typeStorage, false, no, no, 5, nil},
		entryPackage: {nameEncryptedPackage, typeStream, false, no, no, no, nil},
		4:            {"Version", typeStream, true, no, no, no, dataSpacesVersion()},
		5:            {"DataSpaceMap", typeStream, true, 4, 6, no, dataSpaceMap()},
		6:            {"DataSpaceInfo", typeStorage, true, no, 8, 7, nil},
		7:            {nameDataSpace, typeStream, true, no, no, no, dataSpaceDefinition()},
		8:            {"TransformInfo", typeStorage, false, no, no, 9, nil},
		9:            {nameTransform, typeStorage, true, no, no, 10, nil},
		10:           {"\x06Primary", typeStream, true, no, no, no, transformPrimary()},
	}
}

// layout holds the sizes of the regions in sectors, and where each begins.
type layout struct {
	difats, fats, dirs, miniFATs, minis, packages       int
	fatAt, dirAt, miniFATAt, miniAt, packageAt, sectors int
}

func ceilDiv(n, by int) int { return (n + by - 1) / by }

// newLayout lays out a file with entries directory entries, miniSize bytes of
// mini stream, and packageSize bytes outside of it.
func newLayout(entries, miniSize, packageSize int) layout {
	l := layout{
		dirs:     ceilDiv(entries*dirEntrySize, writeSector),
		miniFATs: ceilDiv(miniSize/miniSectorSize, writePerTable),
		minis:    ceilDiv(miniSize, writeSector),
		packages: ceilDiv(packageSize, writeSector),
	}
	content := l.dirs + l.miniFATs + l.minis + l.packages
	for {
		fats := ceilDiv(content+l.fats+l.difats, writePerTable)
		difats := ceilDiv(max(0, fats-headerFATs), writePerDIF)
		if fats == l.fats && difats == l.difats {
			break
		}
		l.fats, l.difats = fats, difats
	}
	l.fatAt = l.difats
	l.dirAt = l.fatAt + l.fats
	l.miniFATAt = l.dirAt + l.dirs
	l.miniAt = l.miniFATAt + l.miniFATs
	l.packageAt = l.miniAt + l.minis
	l.sectors = l.packageAt + l.packages
	return l
}

// canonicalSize is an upper bound, at most 70 KB too high, of the file that
// Encrypt writes for a document of n bytes.
func canonicalSize(n int) int {
	l := newLayout(len(directoryLayout()), maxEncryptionInfo, n+8+aesBlock)
	return headerSize + l.sectors*writeSector
}

// writeContainer writes the canonical file with the two streams to w. A package
// comes as several slices so that it need not be copied together.
func writeContainer(w io.Writer, info []byte, pkg ...[]byte) error {
	dir := directoryLayout()
	dir[entryInfo].data = info
	packageSize := 0
	for _, part := range pkg {
		packageSize += len(part)
	}
	outside := packageSize
	if packageSize < miniCutoff {
		dir[entryPackage].data = slices.Concat(pkg...)
		outside, pkg = 0, nil
	}
	starts, sizes := make([]uint32, len(dir)), make([]int, len(dir))
	var mini miniStream
	for i, e := range dir {
		if e.data != nil {
			starts[i], sizes[i] = mini.add(e.data), len(e.data)
		}
	}
	l := newLayout(len(dir), len(mini.data), outside)
	starts[0], sizes[0] = uint32(l.miniAt), len(mini.data)
	if outside > 0 {
		starts[entryPackage], sizes[entryPackage] = uint32(l.packageAt), packageSize
	}
	return l.write(w, encodeDirectory(dir, starts, sizes), mini, pkg)
}

// write writes the regions in the order of the layout.
func (l layout) write(w io.Writer, directory []byte, mini miniStream, pkg [][]byte) error {
	out := &sectorWriter{w: w}
	out.write(l.header())
	out.write(l.tables())
	out.write(directory)
	out.write(uint32Bytes(mini.table))
	out.pad(0xFF) // free mini sectors
	out.write(mini.data)
	out.pad(0)
	for _, part := range pkg {
		out.write(part)
	}
	out.pad(0)
	return out.err
}

// sectorWriter counts what it writes, so that it can fill up sectors, and keeps
// the first error.
type sectorWriter struct {
	w   io.Writer
	n   int
	err error
}

func (s *sectorWriter) write(b []byte) {
	if s.err == nil {
		_, s.err = s.w.Write(b)
		s.n += len(b)
	}
}

func (s *sectorWriter) pad(with byte) {
	fill := make([]byte, -s.n&(writeSector-1))
	for i := range fill {
		fill[i] = with
	}
	s.write(fill)
}

// miniStream collects the small streams ([MS-CFB] 2.4).
type miniStream struct {
	data  []byte
	table []uint32
}

// add appends a stream and returns its first mini sector.
func (m *miniStream) add(data []byte) uint32 {
	start := uint32(len(m.table))
	m.data = append(m.data, data...)
	m.data = append(m.data, make([]byte, -len(data)&(miniSectorSize-1))...)
	m.table = appendChain(m.table, ceilDiv(len(data), miniSectorSize))
	return start
}

// appendChain appends the table entries of a straight chain of n sectors.
func appendChain(table []uint32, n int) []uint32 {
	for i := range n {
		next := uint32(len(table) + 1)
		if i == n-1 {
			next = endOfChain
		}
		table = append(table, next)
	}
	return table
}

// header builds the 512 bytes of [MS-CFB] 2.2.
func (l layout) header() []byte {
	h := make([]byte, headerSize)
	put16, put32 := binary.LittleEndian.PutUint16, binary.LittleEndian.PutUint32
	copy(h, oleMagic[:])
	put16(h[24:], 0x3E) // minor version
	put16(h[26:], 3)    // major version
	put16(h[28:], 0xFFFE)
	put16(h[30:], 9) // sectors of 512 bytes
	put16(h[32:], 6) // mini sectors of 64 bytes
	put32(h[44:], uint32(l.fats))
	put32(h[48:], uint32(l.dirAt))
	put32(h[56:], miniCutoff)
	put32(h[60:], uint32(l.miniFATAt))
	put32(h[64:], uint32(l.miniFATs))
	put32(h[68:], endOfChain)
	if l.difats > 0 {
		put32(h[68:], 0)
	}
	put32(h[72:], uint32(l.difats))
	for i := range headerFATs {
		put32(h[76+4*i:], l.fatNumber(i))
	}
	return h
}

// fatNumber is the sector of the i-th FAT sector, or free.
func (l layout) fatNumber(i int) uint32 {
	if i >= l.fats {
		return freeSector
	}
	return uint32(l.fatAt + i)
}

// tables builds the DIFAT and FAT sectors.
func (l layout) tables() []byte {
	var words []uint32
	for d := range l.difats {
		for i := range writePerDIF {
			words = append(words, l.fatNumber(headerFATs+d*writePerDIF+i))
		}
		next := uint32(d + 1)
		if d == l.difats-1 {
			next = endOfChain
		}
		words = append(words, next)
	}
	fat := make([]uint32, 0, l.fats*writePerTable)
	for range l.difats {
		fat = append(fat, sectorDIF)
	}
	for range l.fats {
		fat = append(fat, sectorFAT)
	}
	for _, n := range []int{l.dirs, l.miniFATs, l.minis, l.packages} {
		fat = appendChain(fat, n)
	}
	for len(fat) < l.fats*writePerTable {
		fat = append(fat, freeSector)
	}
	return uint32Bytes(append(words, fat...))
}

func uint32Bytes(words []uint32) []byte {
	b := make([]byte, 0, 4*len(words))
	for _, w := range words {
		b = binary.LittleEndian.AppendUint32(b, w)
	}
	return b
}

// encodeDirectory builds the entries of [MS-CFB] 2.6.1, and unused ones up to
// the end of the last sector. Times and class ids stay zero.
func encodeDirectory(dir []dirLayout, starts []uint32, sizes []int) []byte {
	put32 := binary.LittleEndian.PutUint32
	var b []byte
	for i, e := range dir {
		raw := make([]byte, dirEntrySize)
		units := utf16.Encode([]rune(e.name))
		for j, u := range units {
			binary.LittleEndian.PutUint16(raw[2*j:], u)
		}
		binary.LittleEndian.PutUint16(raw[64:], uint16(2*len(units)+2))
		raw[66] = e.kind
		if e.black {
			raw[67] = 1
		}
		put32(raw[68:], e.left)
		put32(raw[72:], e.right)
		put32(raw[76:], e.child)
		put32(raw[116:], starts[i])
		put32(raw[120:], uint32(sizes[i]))
		b = append(b, raw...)
	}
	for len(b)%writeSector != 0 {
		unused := make([]byte, dirEntrySize)
		put32(unused[68:], noEntry)
		put32(unused[72:], noEntry)
		put32(unused[76:], noEntry)
		b = append(b, unused...)
	}
	return b
}
