package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/gowebpki/jcs"
)

// Fingerprint identifies a change by what it is made of: the SHA-256, in
// hexadecimal digits, of the canonical JSON of the list of its path, what
// happened there, and both values. The words for a change are not part of it.
func Fingerprint(path, op, from, to string) string {
	list, _ := json.Marshal([]string{path, op, from, to}) // strings always can be
	canonical, err := jcs.Transform(list)
	if err != nil {
		canonical = list
	}
	sum := sha256.Sum256(canonical)
	return hex.EncodeToString(sum[:])
}

// shortest is how many digits of a fingerprint or id people see: among a
// thousand, two that share them are one chance in 500 million.
const shortest = 12

// Short is a fingerprint or an id as people see it.
func Short(digits string) string { return digits[:min(shortest, len(digits))] }
