package manifest

import (
	"encoding/binary"
	"testing"
)

func TestArePrintable(t *testing.T) {
	for place := range 8 {
		for b := range 256 {
			text := []byte("eight: ~")
			text[place] = byte(b)
			want := b >= ' ' && b < 0x7f
			if got := arePrintable(binary.LittleEndian.Uint64(text)); got != want {
				t.Errorf("%q: got %v", text, got)
			}
		}
	}
}
