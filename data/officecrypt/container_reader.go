package officecrypt

import (
	"encoding/binary"
	"fmt"
	"unicode/utf16"
)

// maxRootEntries bounds the walk over the root storage. An encrypted document
// has three entries there, an old .xls a dozen.
const maxRootEntries = 1024

// container is an opened compound file ([MS-CFB]). It holds views into the
// file, and tables no greater than the file. Every chain is followed at most as
// many steps as the file has sectors, so cycles end as damage.
type container struct {
	file       []byte
	major      uint16
	sectorSize int
	sectors    int      // whole sectors after the header
	fat        []uint32 // next sector, one per sector
	miniFAT    []uint32
	miniStream []byte
	root       map[string]dirEntry // direct children of the root that are streams
}

type dirEntry struct {
	start uint32
	size  int64
}

func damaged(format string, args ...any) error {
	return fmt.Errorf(format+": %w", append(args, ErrDamaged)...)
}

// openContainer reads the header, the tables and the streams' names of the root.
func openContainer(file []byte) (*container, error) {
	if len(file) < headerSize || !isOLE(file) {
		return nil, damaged("header")
	}
	c := &container{file: file, major: binary.LittleEndian.Uint16(file[26:])}
	shift := binary.LittleEndian.Uint16(file[30:])
	switch {
	case c.major == 3 && shift == 9, c.major == 4 && shift == 12:
		c.sectorSize = 1 << shift
	default:
		return nil, damaged("version %d with sector shift %d", c.major, shift)
	}
	if binary.LittleEndian.Uint16(file[28:]) != 0xFFFE ||
		binary.LittleEndian.Uint16(file[32:]) != 6 ||
		binary.LittleEndian.Uint32(file[56:]) != miniCutoff {
		return nil, damaged("header fields")
	}
	if len(file) < c.sectorSize {
		return nil, damaged("header")
	}
	c.sectors = (len(file) - c.sectorSize) / c.sectorSize
	if err := c.readFAT(); err != nil {
		return nil, fmt.Errorf("allocation table: %w", err)
	}
	if err := c.readDirectory(); err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	return c, nil
}

// sector returns the bytes of sector n.
func (c *container) sector(n uint32) ([]byte, error) {
	if int64(n) >= int64(c.sectors) {
		return nil, damaged("sector %d of %d", n, c.sectors)
	}
	at := (int(n) + 1) * c.sectorSize
	return c.file[at : at+c.sectorSize], nil
}

// readFAT gathers the FAT from the sector numbers in the header and in the DIFAT
// chain ([MS-CFB] 2.3, 2.5).
func (c *container) readFAT() error {
	perSector := c.sectorSize / 4
	count := int64(binary.LittleEndian.Uint32(c.file[44:]))
	needed := int64((c.sectors + perSector - 1) / perSector)
	if count < needed || count > int64(c.sectors) {
		return damaged("%d table sectors for %d sectors", count, c.sectors)
	}
	c.fat = make([]uint32, 0, int(needed)*perSector)
	list := c.file[76 : 76+4*headerFATs]
	next := binary.LittleEndian.Uint32(c.file[68:])
	for steps := 0; len(c.fat) < c.sectors; steps++ {
		if err := c.appendFAT(list); err != nil {
			return err
		}
		if len(c.fat) >= c.sectors {
			break
		}
		if steps > c.sectors {
			return damaged("cyclic DIFAT")
		}
		s, err := c.sector(next)
		if err != nil {
			return fmt.Errorf("DIFAT: %w", err)
		}
		list, next = s[:c.sectorSize-4], binary.LittleEndian.Uint32(s[c.sectorSize-4:])
	}
	c.fat = c.fat[:c.sectors]
	return nil
}

// appendFAT reads the FAT sectors whose numbers stand in list, until every
// sector of the file has its entry.
func (c *container) appendFAT(list []byte) error {
	for ; len(list) >= 4 && len(c.fat) < c.sectors; list = list[4:] {
		n := binary.LittleEndian.Uint32(list)
		if n == freeSector {
			continue
		}
		s, err := c.sector(n)
		if err != nil {
			return err
		}
		c.fat = appendUint32s(c.fat, s)
	}
	return nil
}

func appendUint32s(to []uint32, from []byte) []uint32 {
	for ; len(from) >= 4; from = from[4:] {
		to = append(to, binary.LittleEndian.Uint32(from))
	}
	return to
}

// chain returns the bytes of the sectors that start begins. want is the number
// of sectors, or -1 where only the end of the chain tells it. Neighbouring
// sectors are returned as a view into the file, others as a copy.
func (c *container) chain(start uint32, want int) ([]byte, error) {
	if want == 0 {
		return nil, nil
	}
	if want > c.sectors {
		return nil, damaged("chain of %d sectors in a file of %d", want, c.sectors)
	}
	count, straight := 0, true
	for n := start; n != endOfChain; count++ {
		if int64(n) >= int64(c.sectors) || count == c.sectors {
			return nil, damaged("chain from sector %d", start)
		}
		next := c.fat[n]
		straight = straight && (next == n+1 || next == endOfChain)
		n = next
	}
	if want >= 0 && count != want {
		return nil, damaged("chain of %d sectors instead of %d", count, want)
	}
	if straight && count > 0 {
		at := (int(start) + 1) * c.sectorSize
		return c.file[at : at+count*c.sectorSize], nil
	}
	data := make([]byte, 0, count*c.sectorSize)
	for n := start; n != endOfChain; n = c.fat[n] {
		s, err := c.sector(n)
		if err != nil {
			return nil, err
		}
		data = append(data, s...)
	}
	return data, nil
}

// stream returns the bytes of a stream, sometimes as a view into the file.
func (c *container) stream(e dirEntry) ([]byte, error) {
	if e.size < 0 || e.size > int64(len(c.file)) {
		return nil, damaged("stream of %d bytes", e.size)
	}
	if e.size < miniCutoff {
		return c.miniChain(e.start, int(e.size))
	}
	data, err := c.chain(e.start, (int(e.size)+c.sectorSize-1)/c.sectorSize)
	if err != nil {
		return nil, err
	}
	return data[:e.size], nil
}

// miniChain returns size bytes, less than miniCutoff, out of the mini stream.
func (c *container) miniChain(start uint32, size int) ([]byte, error) {
	data := make([]byte, 0, size+miniSectorSize)
	for n := start; len(data) < size; n = c.miniFAT[n] {
		at := int64(n) * miniSectorSize
		if int64(n) >= int64(len(c.miniFAT)) || at+miniSectorSize > int64(len(c.miniStream)) {
			return nil, damaged("mini sector %d", n)
		}
		data = append(data, c.miniStream[at:at+miniSectorSize]...)
		if len(data) >= size && c.miniFAT[n] != endOfChain {
			return nil, damaged("mini chain from %d", start)
		}
	}
	return data[:size], nil
}

// readDirectory reads the directory, the mini stream behind the root entry, and
// the streams that lie directly in the root storage ([MS-CFB] 2.6).
func (c *container) readDirectory() error {
	dir, err := c.chain(binary.LittleEndian.Uint32(c.file[48:]), -1)
	if err != nil {
		return err
	}
	if len(dir) < dirEntrySize || dir[66] != typeRoot {
		return damaged("no root entry")
	}
	if err := c.readMini(c.entry(dir)); err != nil {
		return fmt.Errorf("mini stream: %w", err)
	}
	return c.readRoot(dir)
}

// entry reads start and size of the directory entry that raw begins with. In
// version 3 the upper half of the size has no meaning ([MS-CFB] 2.6.1).
func (c *container) entry(raw []byte) dirEntry {
	e := dirEntry{start: binary.LittleEndian.Uint32(raw[116:]), size: int64(binary.LittleEndian.Uint64(raw[120:]))}
	if c.major == 3 {
		e.size &= 0xFFFFFFFF
	}
	return e
}

func (c *container) readMini(root dirEntry) error {
	if root.size < 0 || root.size > int64(len(c.file)) {
		return damaged("%d bytes", root.size)
	}
	stream, err := c.chain(root.start, (int(root.size)+c.sectorSize-1)/c.sectorSize)
	if err != nil {
		return err
	}
	// The size may end within the last mini sector; its bytes are there all the same.
	c.miniStream = stream
	count := int64(binary.LittleEndian.Uint32(c.file[64:]))
	if count > int64(c.sectors) {
		return damaged("%d table sectors", count)
	}
	table, err := c.chain(binary.LittleEndian.Uint32(c.file[60:]), int(count))
	if err != nil {
		return err
	}
	c.miniFAT = appendUint32s(make([]uint32, 0, len(table)/4), table)
	return nil
}

// readRoot walks the tree of the root's children. The tree's order and colours
// are not relied on, since some writers do not keep them.
func (c *container) readRoot(dir []byte) error {
	c.root = make(map[string]dirEntry)
	seen := make(map[uint32]bool)
	for todo := []uint32{binary.LittleEndian.Uint32(dir[76:])}; len(todo) > 0; {
		id := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if id == noEntry {
			continue
		}
		if int64(id) >= int64(len(dir)/dirEntrySize) || seen[id] || len(seen) == maxRootEntries {
			return damaged("entry %d", id)
		}
		seen[id] = true
		raw := dir[int(id)*dirEntrySize:][:dirEntrySize]
		todo = append(todo, binary.LittleEndian.Uint32(raw[68:]), binary.LittleEndian.Uint32(raw[72:]))
		name, err := entryName(raw)
		if err != nil {
			return fmt.Errorf("entry %d: %w", id, err)
		}
		switch raw[66] {
		case typeStorage:
		case typeStream:
			if _, twice := c.root[name]; twice {
				return damaged("entry %d: name used twice", id)
			}
			c.root[name] = c.entry(raw)
		default:
			return damaged("entry %d: type %d", id, raw[66])
		}
	}
	return nil
}

func entryName(raw []byte) (string, error) {
	n := int(binary.LittleEndian.Uint16(raw[64:]))
	if n < 2 || n > 64 || n%2 != 0 {
		return "", damaged("name of %d bytes", n)
	}
	units := make([]uint16, n/2-1)
	for i := range units {
		units[i] = binary.LittleEndian.Uint16(raw[2*i:])
	}
	return string(utf16.Decode(units)), nil
}
