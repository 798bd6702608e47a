package ledger

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/gowebpki/jcs"

	"github.com/procore-manifest/manifest/internal/app"
	"github.com/procore-manifest/manifest/internal/manifest"
)

// unversioned are the top-level keys of a manifest that are not part of a version:
// credentials belong to the app, and release notes are asked for at promotion. The
// support contact, which is below app, is not part of a version either.
var unversioned = []string{"oauth", "release_notes"}

// Digest returns "sha256:" and the hexadecimal hash of the versioned part of a
// manifest. Comments, order of keys, quotes and spacing do not change it.
//
// The digest is computed from the manifest's content as JSON in the canonical form of
// RFC 8785, so that other tools can compute it too.
func Digest(root *manifest.Node) string {
	return RawDigest(canonical(root))
}

// hexHash returns the SHA-256 of bytes in hexadecimal digits.
func hexHash(data []byte) string {
	sum := sha256.Sum256(data)
	return hex.EncodeToString(sum[:])
}

const digestPrefix = "sha256:"

// canonical returns the versioned part of a manifest as canonical JSON.
func canonical(root *manifest.Node) []byte {
	var content any
	if root != nil {
		content = root.JSON()
	}
	if keys, ok := content.(map[string]any); ok {
		for _, key := range unversioned {
			delete(keys, key)
		}
		if in, ok := keys["app"].(map[string]any); ok {
			delete(in, app.KeySupport)
		}
	}
	data, err := canonicalJSON(content)
	if err != nil {
		panic("canonical JSON of a manifest: " + err.Error()) // it contains nothing that JSON cannot express
	}
	return data
}

// canonicalJSON returns a value as canonical JSON (RFC 8785), which has the same bytes
// for the same content.
func canonicalJSON(v any) ([]byte, error) {
	data, err := json.Marshal(v)
	if err != nil {
		return nil, err
	}
	return jcs.Transform(data)
}
