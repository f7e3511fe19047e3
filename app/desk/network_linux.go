package desk

import "syscall"

// The file systems of network shares, by the magic numbers of statfs(2).
var networkFileSystems = map[uint32]bool{0x6969: true /* NFS */, 0xff534d42: true /* CIFS */, 0xfe534d42: true /* SMB2 */, 0x517b: true /* SMB */}

// onNetwork tells whether a folder lies on a network share, where SQLite's locks cannot be relied on.
func onNetwork(folder string) bool {
	var st syscall.Statfs_t
	return syscall.Statfs(folder, &st) == nil && networkFileSystems[uint32(st.Type)]
}
