//go:build !e2e

package main

// pulse belongs to the end-to-end tests.
func pulse() {}
