package ledger

// Fingerprint identifies a change by what it is made of: the SHA-256, in
// hexadecimal digits, of the canonical JSON of the list of its path, what
// happened there, and both values. The words for a change are not part of it.
func Fingerprint(path, op, from, to string) string {
	canonical, _ := canonicalJSON([]string{path, op, from, to}) // strings always can be
	return hexHash(canonical)
}

// shortest is how many digits of a fingerprint or id people see: among a
// thousand, two that share them are one chance in 500 million.
const shortest = 12

// Short is a fingerprint or an id as people see it.
func Short(digits string) string { return digits[:min(shortest, len(digits))] }
