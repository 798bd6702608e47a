package diag

import "unicode/utf8"

// Nearest returns the candidate that a person most likely meant by word, or ""
// where none is near or two are equally near. A third of the letters may be
// wrong, at least one; swapped neighbours count as one mistake.
func Nearest(word string, candidates []string) string {
	best, bestDistance, tie := "", 1+max(1, utf8.RuneCountInString(word)/3), false
	for _, c := range candidates {
		if c == best {
			continue
		}
		d := distance(word, c, bestDistance)
		switch {
		case d < bestDistance:
			best, bestDistance, tie = c, d, false
		case d == bestDistance && best != "":
			tie = true
		}
	}
	if tie {
		return ""
	}
	return best
}

// distance is the number of letters to insert, delete, replace or swap with
// their neighbour to get from a to b. Above limit it may return any number
// above limit.
func distance(a, b string, limit int) int {
	ra, rb := []rune(a), []rune(b)
	if d := len(ra) - len(rb); d > limit || -d > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(rb)+1), make([]int, len(rb)+1), make([]int, len(rb)+1)
	for j := range last {
		last[j] = j
	}
	for i, x := range ra {
		row[0] = i + 1
		for j, y := range rb {
			cost := 1
			if x == y {
				cost = 0
			}
			row[j+1] = min(row[j]+1, last[j+1]+1, last[j]+cost)
			if i > 0 && j > 0 && x == rb[j-1] && ra[i-1] == y {
				row[j+1] = min(row[j+1], before[j-1]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(rb)]
}
