//go:build !windows && !linux

package desk

func onNetwork(string) bool { return false }
