package change

import (
	"crypto/sha256"
	"encoding/hex"
)

// minFingerprint is the usual length: among 50 changes, two share 6 digits once
// in 14,000 diffs.
const minFingerprint = 6

// setFingerprints gives each change its own fingerprint. It is made of the path
// by identity, of what happened, and of both values, but not of the row: the
// table may be worded anew without undoing what was signed off. Those that
// would share one are lengthened together.
func setFingerprints(changes []Change) {
	sums := make([]string, len(changes))
	for i, c := range changes {
		h := sha256.New()
		for _, s := range []string{c.Path, c.Op.String(), c.From, c.To} {
			h.Write([]byte(s))
			h.Write([]byte{0})
		}
		sums[i] = hex.EncodeToString(h.Sum(nil))
	}
	for length := minFingerprint; length <= 2*sha256.Size; length += 2 {
		shared := map[string]int{}
		for i := range changes {
			if changes[i].Fingerprint == "" {
				shared[sums[i][:length]]++
			}
		}
		for i := range changes {
			short := sums[i][:length]
			if changes[i].Fingerprint == "" && (shared[short] == 1 || length == len(sums[i])) {
				changes[i].Fingerprint = short
			}
		}
	}
}
