//go:build !unix

package project

// quickRead reads nothing here: files are read the usual way.
func quickRead(string, int64) []byte { return nil }
