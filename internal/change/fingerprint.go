package change

import "github.com/procore-manifest/manifest/internal/ledger"

// setFingerprints gives each change its fingerprint. It is made of the path by
// identity, of what happened, and of both values, but not of the row: rewording
// the table does not undo what was signed off.
func setFingerprints(changes []Change) {
	for i := range changes {
		c := &changes[i]
		c.Fingerprint = ledger.Fingerprint(c.Path, c.Op.String(), c.From, c.To)
	}
}
