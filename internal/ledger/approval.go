package ledger

// Fingerprint identifies a change by its content: it is the SHA-256, in hexadecimal
// digits, of the canonical JSON of a list with its path, its operation, and both
// values. The words for a change are not part of it.
func Fingerprint(path, op, from, to string) string {
	canonical, _ := canonicalJSON([]string{path, op, from, to}) // strings can always be encoded
	return hexHash(canonical)
}

// shortest is the number of digits of a fingerprint or id that people see. Among a
// thousand, the chance that two share them is one in 500 million.
const shortest = 12

// Short is a fingerprint or an id as people see it.
func Short(digits string) string { return digits[:min(shortest, len(digits))] }
