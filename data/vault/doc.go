// Package vault makes and keeps secrets: exchange codes, signing keys, and the key they are sealed under.
//
// Everything secret in a data folder is sealed with XChaCha20-Poly1305 under one random vault key. The vault key
// itself lies in slots: sealed under a passphrase (Argon2id), or under a key that belongs to this account on
// this computer and lies outside the data folder, so that a copied folder on a lost stick opens nothing.
//
// It promises that a wrong passphrase or a changed byte is an error, never other data, and that a secret is
// bound to its name, so that two sealed secrets cannot be swapped. It must not know where slots and sealed
// bytes are stored.
package vault
