package diag

// Clip returns a text that has at most so many characters, and an ellipsis in
// the place of those that it had beyond them.
func Clip(text string, most int) string {
	n := 0
	for at := range text {
		if n == most {
			return text[:at] + "…"
		}
		n++
	}
	return text
}
