package officecrypt

import (
	"bytes"
	"encoding/binary"
	"errors"
	"math/rand/v2"
	"runtime"
	"testing"

	"pgregory.net/rapid"
)

func packContainer(t testing.TB, info, pkg []byte) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := writeContainer(&b, info, pkg); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// shuffleSectors rewrites a version 3 file without DIFAT sectors so that its
// sectors lie in random order; the content stays the same.
func shuffleSectors(file []byte, seed uint64) []byte {
	le := binary.LittleEndian
	n := len(file)/writeSector - 1
	to := rand.New(rand.NewPCG(seed, seed)).Perm(n)
	moved := func(s uint32) uint32 {
		if int64(s) < int64(n) {
			return uint32(to[s])
		}
		return s
	}
	c, err := openContainer(file)
	if err != nil {
		panic(err)
	}
	out := bytes.Clone(file)
	sector := func(s uint32) []byte { return out[(int(s)+1)*writeSector:][:writeSector] }
	for i := range n {
		copy(sector(uint32(to[i])), file[(i+1)*writeSector:][:writeSector])
	}
	for _, at := range []int{48, 60} {
		le.PutUint32(out[at:], moved(le.Uint32(file[at:])))
	}
	for i := range headerFATs {
		at := 76 + 4*i
		le.PutUint32(out[at:], moved(le.Uint32(file[at:])))
	}
	for i := range n { // the FAT sectors themselves have moved, too
		table := sector(le.Uint32(out[76+4*(to[i]/writePerTable):]))
		le.PutUint32(table[4*(to[i]%writePerTable):], moved(c.fat[i]))
	}
	for s := le.Uint32(file[48:]); s != endOfChain; s = c.fat[s] {
		for at := 0; at < writeSector; at += dirEntrySize {
			e := sector(moved(s))[at:]
			big := le.Uint32(e[120:]) >= miniCutoff
			if e[66] == typeRoot || e[66] == typeStream && big {
				le.PutUint32(e[116:], moved(le.Uint32(e[116:])))
			}
		}
	}
	return out
}

// What the writer packs the reader unpacks, at any size of both streams, in
// order and shuffled.
func TestContainerRoundTrip(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		info := rapid.SliceOfN(rapid.Byte(), 1, 5000).Draw(t, "info")
		if len(info) >= miniCutoff {
			info = info[:miniCutoff-1]
		}
		pkg := randomBytes(rapid.IntRange(1, 200_000).Draw(t, "package"))
		var b bytes.Buffer
		if err := writeContainer(&b, info, pkg); err != nil {
			t.Fatal(err)
		}
		for _, file := range [][]byte{b.Bytes(), shuffleSectors(b.Bytes(), rapid.Uint64().Draw(t, "seed"))} {
			gotInfo, gotPkg, err := openStreams(file)
			if err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(gotInfo, info) || !bytes.Equal(gotPkg, pkg) {
				t.Fatal("other streams came back")
			}
		}
	})
}

// The tables fit at every size: each sector has an entry, no table sector is
// superfluous, and the regions follow each other.
func TestLayout(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		l := newLayout(11, rapid.IntRange(1, 100_000).Draw(t, "mini"), rapid.IntRange(0, 200<<20).Draw(t, "package"))
		if l.fats != ceilDiv(l.sectors, writePerTable) {
			t.Fatalf("%d table sectors for %d sectors", l.fats, l.sectors)
		}
		if l.difats != ceilDiv(max(0, l.fats-headerFATs), writePerDIF) {
			t.Fatalf("%d DIFAT sectors for %d table sectors", l.difats, l.fats)
		}
		if l.sectors != l.difats+l.fats+l.dirs+l.miniFATs+l.minis+l.packages {
			t.Fatal("the regions do not add up")
		}
	})
}

// The DataSpaces streams have the lengths that the standard gives them.
func TestDataSpaces(t *testing.T) {
	for _, c := range []struct {
		name string
		data []byte
		want int
	}{
		{"Version", dataSpacesVersion(), 76},
		{"DataSpaceMap", dataSpaceMap(), 112},
		{nameDataSpace, dataSpaceDefinition(), 64},
		{"Primary", transformPrimary(), 200},
	} {
		if len(c.data) != c.want {
			t.Errorf("%s has %d bytes, want %d", c.name, len(c.data), c.want)
		}
	}
}

// Version 4 files with sectors of 4096 bytes are read as well.
func TestVersion4(t *testing.T) {
	le := binary.LittleEndian
	const sector = 4096
	pkg := randomBytes(9000)
	info := randomBytes(100)
	// Sectors: 0 FAT, 1 directory, 2 mini FAT, 3 mini stream, 4 to 6 package.
	file := make([]byte, 8*sector)
	copy(file, oleMagic[:])
	le.PutUint16(file[26:], 4)
	le.PutUint16(file[28:], 0xFFFE)
	le.PutUint16(file[30:], 12)
	le.PutUint16(file[32:], 6)
	for at, v := range map[int]uint32{40: 1, 44: 1, 48: 1, 56: miniCutoff, 60: 2, 64: 1, 68: endOfChain} {
		le.PutUint32(file[at:], v)
	}
	copy(file[76:], uint32Bytes([]uint32{0, freeSector}))
	copy(file[sector:], uint32Bytes([]uint32{sectorFAT, endOfChain, endOfChain, endOfChain, 5, 6, endOfChain, freeSector}))
	dir := []dirLayout{
		{"Root Entry", typeRoot, true, noEntry, noEntry, 1, nil},
		{nameEncryptionInfo, typeStream, true, noEntry, 2, noEntry, nil},
		{nameEncryptedPackage, typeStream, false, noEntry, noEntry, noEntry, nil},
	}
	copy(file[2*sector:], encodeDirectory(dir, []uint32{3, 0, 4}, []int{128, len(info), len(pkg)}))
	copy(file[3*sector:], uint32Bytes([]uint32{1, endOfChain, freeSector}))
	copy(file[4*sector:], info)
	copy(file[5*sector:], pkg)
	gotInfo, gotPkg, err := openStreams(file)
	if err != nil || !bytes.Equal(gotInfo, info) || !bytes.Equal(gotPkg, pkg) {
		t.Errorf("other streams came back: %v", err)
	}
}

// A container that lies about itself is damage, found with memory in proportion
// to the file.
func TestHostileContainers(t *testing.T) {
	le := binary.LittleEndian
	info, pkg := randomBytes(1300), randomBytes(50_000)
	small := packContainer(t, info, pkg)
	large := packContainer(t, info, randomBytes(8<<20))
	c, err := openContainer(small)
	if err != nil {
		t.Fatal(err)
	}
	fat := (int(le.Uint32(small[76:])) + 1) * writeSector
	dir := (int(le.Uint32(small[48:])) + 1) * writeSector
	mini := (int(le.Uint32(small[60:])) + 1) * writeSector
	pkgEntry, infoEntry := dir+entryPackage*dirEntrySize, dir+entryInfo*dirEntrySize
	pkgStart, infoStart := int(c.root[nameEncryptedPackage].start), int(c.root[nameEncryptionInfo].start)
	for _, h := range []struct {
		name  string
		file  []byte
		at    int
		value uint32
	}{
		{"package chain points at itself", small, fat + 4*pkgStart, uint32(pkgStart)},
		{"package chain points back", small, fat + 4*(pkgStart+50), uint32(pkgStart)},
		{"package chain ends early", small, fat + 4*(pkgStart+50), endOfChain},
		{"package chain runs into a free sector", small, fat + 4*(pkgStart+50), freeSector},
		{"package chain runs out of the file", small, fat + 4*(pkgStart+50), maxSector},
		{"package chain has no end", small, fat + 4*(pkgStart+ceilDiv(len(pkg), writeSector)-1), 0},
		{"package starts behind the file", small, pkgEntry + 116, 1 << 20},
		{"package starts nowhere", small, pkgEntry + 116, endOfChain},
		{"package claims 4 GiB", small, pkgEntry + 120, 0xFFFFFFFF},
		{"package claims the whole file", small, pkgEntry + 120, uint32(len(small))},
		{"package claims a sector more", small, pkgEntry + 120, uint32(len(pkg) + writeSector)},
		{"package claims a sector less", small, pkgEntry + 120, uint32(len(pkg) - writeSector)},
		{"package claims to be mini", small, pkgEntry + 120, 4000},
		{"info claims 4 GiB", small, infoEntry + 120, 0xFFFFFFFF},
		{"info claims 64 KiB", small, infoEntry + 120, maxEncryptionInfo},
		{"info claims to be large", small, infoEntry + 120, 4096},
		{"info starts behind the mini stream", small, infoEntry + 116, 1 << 20},
		{"mini chain points at itself", small, mini + 4*infoStart, uint32(infoStart)},
		{"mini chain points back", small, mini + 4*(infoStart+20), uint32(infoStart)},
		{"mini chain runs out", small, mini + 4*(infoStart+5), 10_000},
		{"mini chain ends early", small, mini + 4*(infoStart+5), endOfChain},
		{"mini stream claims 4 GiB", small, dir + 120, 0xFFFFFFFF},
		{"mini stream claims a sector more", small, dir + 120, 1 << 12},
		{"mini stream starts nowhere", small, dir + 116, endOfChain},
		{"directory chain points at itself", small, fat + 4*int(le.Uint32(small[48:])), le.Uint32(small[48:])},
		{"directory starts behind the file", small, 48, maxSector},
		{"directory starts nowhere", small, 48, endOfChain},
		{"directory lies in the package", small, 48, uint32(pkgStart)},
		{"tree points at itself", small, infoEntry + 72, entryInfo},
		{"tree points at the root", small, infoEntry + 68, 0},
		{"tree points back", small, pkgEntry + 68, entryInfo},
		{"tree points at itself from a storage", small, dir + 2*dirEntrySize + 68, 2},
		{"tree points at an unused entry", small, infoEntry + 68, 11},
		{"tree points out of the directory", small, infoEntry + 68, maxEntry},
		{"root has a wrong type", small, dir + 64, 0x0001_0016},
		{"name is too long", small, infoEntry + 64, 0x0102_0042},
		{"name has no length", small, infoEntry + 64, 0x0102_0000},
		{"no table sectors", small, 44, 0},
		{"4 G table sectors", small, 44, 0xFFFFFFFF},
		{"table sector behind the file", small, 76, maxSector},
		{"table sector is free", small, 76, freeSector},
		{"mini table of 4 G sectors", small, 64, 0xFFFFFFFF},
		{"mini table of two sectors", small, 64, 2},
		{"mini table nowhere", small, 60, endOfChain},
		{"mini cutoff", small, 56, 0},
		{"sector size", small, 30, 0x0006_0030},
		{"version 4 with small sectors", small, 26, 0xFFFE_0004},
		{"DIFAT starts nowhere", large, 68, endOfChain},
		{"DIFAT starts behind the file", large, 68, maxSector},
		{"DIFAT points at a table sector behind the file", large, headerSize, maxSector},
		{"DIFAT of which all table sectors are one", large, headerSize + 4, le.Uint32(large[headerSize:])},
	} {
		t.Run(h.name, func(t *testing.T) {
			file := bytes.Clone(h.file)
			le.PutUint32(file[h.at:], h.value)
			checkHostile(t, file)
		})
	}
	t.Run("cyclic DIFAT", func(t *testing.T) {
		file := bytes.Clone(large)
		for at := headerSize; at < headerSize+writeSector-4; at += 4 {
			le.PutUint32(file[at:], freeSector)
		}
		le.PutUint32(file[headerSize+writeSector-4:], 0)
		checkHostile(t, file)
	})
	t.Run("two streams of one name", func(t *testing.T) {
		file := bytes.Clone(small)
		copy(file[pkgEntry:pkgEntry+66], file[infoEntry:infoEntry+66])
		checkHostile(t, file)
	})
}

// checkHostile demands ErrDamaged and bounded memory.
func checkHostile(t *testing.T, file []byte) {
	t.Helper()
	var before, after runtime.MemStats
	runtime.ReadMemStats(&before)
	info, pkg, err := openStreams(file)
	runtime.ReadMemStats(&after)
	if !errors.Is(err, ErrDamaged) {
		t.Errorf("error %v, streams of %d and %d bytes", err, len(info), len(pkg))
	}
	if grown := after.TotalAlloc - before.TotalAlloc; grown > 4*uint64(len(file))+1<<20 {
		t.Errorf("%d bytes allocated for a file of %d", grown, len(file))
	}
}

// The walk over the directory ends after a bounded number of entries.
func TestManyEntries(t *testing.T) {
	file := packContainer(t, []byte("info"), randomBytes(1<<20))
	c, err := openContainer(file)
	if err != nil {
		t.Fatal(err)
	}
	start := c.root[nameEncryptedPackage].start
	at := (int(start) + 1) * writeSector
	count := 1 << 20 / dirEntrySize
	dir := make([]dirLayout, count)
	for i := range dir {
		dir[i] = dirLayout{string(rune('a'+i%26)) + string(rune(0x4E00+i)), typeStream, true, noEntry, uint32(i + 1), noEntry, nil}
	}
	dir[0] = dirLayout{"Root Entry", typeRoot, true, noEntry, noEntry, 1, nil}
	dir[count-1].right = noEntry
	copy(file[at:], encodeDirectory(dir, make([]uint32, count), make([]int, count)))
	binary.LittleEndian.PutUint32(file[48:], start)
	checkHostile(t, file)
}

// FuzzContainer: the reader never panics, and what it returns lies within the file's size.
func FuzzContainer(f *testing.F) {
	small := packContainer(f, []byte("info"), []byte("package"))
	f.Add(small)
	f.Add(packContainer(f, randomBytes(1300), randomBytes(9000)))
	f.Add(shuffleSectors(packContainer(f, randomBytes(1300), randomBytes(9000)), 3))
	f.Add(small[:headerSize])
	f.Add([]byte("PK\x03\x04[Content_Types].xml"))
	f.Fuzz(func(t *testing.T, file []byte) {
		kept := bytes.Clone(file)
		Sniff(file)
		info, pkg, err := openStreams(file)
		if err == nil && (len(info) > len(file) || len(pkg) > len(file)) {
			t.Errorf("streams of %d and %d bytes in a file of %d", len(info), len(pkg), len(file))
		}
		if err != nil && !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnsupported) {
			t.Errorf("error without a kind: %v", err)
		}
		if !bytes.Equal(file, kept) {
			t.Error("the file was changed")
		}
	})
}
