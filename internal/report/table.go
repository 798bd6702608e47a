package report

import (
	"bytes"
	"fmt"
	"strings"

	"github.com/rivo/uniseg"
)

// none stands in an empty cell.
const none = "–"

func orNone(s string) string {
	if s == "" {
		return none
	}
	return s
}

// padded is text with blanks up to a width.
func padded(text string, width int) string {
	return text + strings.Repeat(" ", max(0, width-uniseg.StringWidth(text)))
}

// table writes rows in columns under a bold heading. The last column is not
// padded, and a table wider than the terminal becomes one block for each row.
func table(b *bytes.Buffer, rows [][]string, o Options) {
	widths := make([]int, len(rows[0]))
	for _, row := range rows {
		for i := range row {
			row[i] = Visible(row[i])
			widths[i] = max(widths[i], uniseg.StringWidth(row[i]))
		}
	}
	total := 2 * (len(widths) - 1)
	for _, n := range widths {
		total += n
	}
	if o.Width > 0 && total > o.Width {
		tableBlocks(b, rows, o)
	} else {
		for i, row := range rows {
			line := ""
			for j, cell := range row {
				line += padded(cell, widths[j]+2)
			}
			line = strings.TrimRight(line, " ")
			if i == 0 {
				line = style(o.Color).paint(bold, line)
			}
			fmt.Fprintln(b, line)
		}
	}
}

func tableBlocks(b *bytes.Buffer, rows [][]string, o Options) {
	widest := 0
	for _, heading := range rows[0] {
		widest = max(widest, uniseg.StringWidth(heading))
	}
	for i, row := range rows[1:] {
		if i > 0 {
			b.WriteByte('\n')
		}
		for j, cell := range row {
			if cell == none || cell == "" {
				continue
			}
			heading := padded(rows[0][j], widest)
			fmt.Fprintf(b, "%s  %s\n", style(o.Color).paint(bold, heading), hanging(cell, widest+2, o.Width))
		}
	}
}
