// Package report shows the results of commands: values in, bytes out.
//
// Each kind of result has a table of its formats ([Formats]), and each format is
// one function. A renderer reads no file, clock or environment; it sorts nothing
// and drops nothing. All formats say the same; they differ only in how.
package report
