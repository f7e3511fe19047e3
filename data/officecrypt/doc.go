// Package officecrypt encrypts and decrypts Office documents with a password,
// as [MS-OFFCRYPTO] describes: an OLE compound file that holds a stream
// EncryptionInfo and a stream EncryptedPackage.
//
// It knows bytes and passwords only: nothing of workbooks, of file names or of
// the program around it. It never touches the disk, never panics on any input,
// and needs time and memory in proportion to the input and the stated limits.
//
// # What is written
//
// [Encrypt] writes ECMA-376 agile encryption (section 2.3.4.10 ff.): AES-256-CBC
// in segments of 4096 bytes, SHA-512, 100,000 rounds, and a dataIntegrity
// element, the HMAC-SHA-512 over the whole EncryptedPackage stream. The
// DataSpaces storages are those that Office writes.
//
// # What is read
//
// [Decrypt] reads agile encryption with AES-128, 192 or 256 in CBC mode and
// SHA-1, 256, 384 or 512, and Standard encryption (2.3.4.5 ff.: AES in ECB mode,
// SHA-1, 50,000 rounds). Everything else is refused. The order is fixed: OLE
// magic, size cap, container, EncryptionInfo with an allow-list, cap on the
// rounds, password verifier, HMAC over the whole package, and only then the
// plain bytes.
//
// Standard encryption authenticates nothing: who can write to the file can move,
// swap and garble blocks without knowing the password. Such a result has
// Integrity=false, and the caller has to treat the content as a proposal.
//
// Agile encryption without a dataIntegrity element is refused as unsupported. No
// known program omits the element, and accepting its absence would let anyone
// strip the protection from a file that had it.
//
// # Files of our own
//
// The HMAC covers the stream EncryptedPackage, but neither the container around
// it (sector padding, directory, allocation tables) nor the text of
// EncryptionInfo. In a file written here every single bit counts nevertheless:
//
//   - The writer has one canonical form. Given the parameters (round count, two
//     salts and five encrypted values) and the package stream, every byte of the
//     file is determined.
//     A change of this form needs a new tag (below), since readers of the old
//     form would call its files damaged.
//   - The HMAC key, which [MS-OFFCRYPTO] wants to be random, is derived from the
//     random secret key: HMAC-SHA512(secret key, "kreislage officecrypt canonical 1").
//   - The reader, once the HMAC holds, compares the HMAC key with that
//     derivation. If they are equal the file claims to be ours, and the reader
//     writes it again from what it parsed and demands equality byte by byte.
//     Anything else is [ErrDamaged].
//
// Why this is safe: the secret key is 256 random bits that only the holder of
// the password can reach, and HMAC-SHA512 under it is a pseudorandom function;
// so the derived key is as good as a random one to everybody else, and it is
// used for nothing but this HMAC. That the derived key is stored encrypted under
// the key it derives from is a key-dependent message, harmless as long as
// SHA-512 and AES have nothing to do with each other. The claim "ours" is part of what
// the password authenticates: somebody without the password cannot make a
// foreign file claim it, and cannot take the claim away either, because every
// other HMAC key would need an HMAC value that fits it. Other programs see an
// ordinary file; files of other programs have a random HMAC key and skip the
// comparison.
//
// # Wrong password or damaged file
//
// A verifier that does not fit means [ErrWrongPassword], unless the key that the
// password yields verifies the package, which proves the password and makes it
// [ErrDamaged]. A flipped bit in the password's salt or round count cannot be
// told from a wrong password: the format offers nothing to tell them apart.
// After the verifier every fault is ErrDamaged.
//
// Passwords are compared code unit by code unit; the caller normalises them
// (NFC) if people type them.
package officecrypt
