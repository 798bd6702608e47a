package cli

import (
	"bufio"
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/procore-manifest/manifest/internal/diag"
	"github.com/procore-manifest/manifest/internal/report"
)

// asker asks a person on a terminal, a line at a time: no cursor moves and no
// key means anything special, so that it works in every terminal, in a log, and
// with a screen reader. Questions go to standard error.
type asker struct {
	p     *process
	lines <-chan string
	err   error // why there are no more lines
}

func (p *process) newAsker() *asker {
	lines := make(chan string)
	a := &asker{p: p, lines: lines}
	go func() { // a read cannot be interrupted, so it is left behind
		defer close(lines)
		in := bufio.NewReader(p.Stdin)
		for {
			line, err := in.ReadString('\n')
			if err != nil && line == "" {
				if !errors.Is(err, io.EOF) {
					a.err = err
				}
				return
			}
			lines <- strings.TrimSpace(line)
		}
	}()
	return a
}

// errUnanswered ends the questions; nothing has been written.
var errUnanswered = errors.New("interrupted; nothing was written")

// say prints text in lines that fit the terminal.
func (a *asker) say(format string, args ...any) {
	for _, line := range a.fitting(fmt.Sprintf(format, args...), 0) {
		fmt.Fprintln(a.p.Stderr, line)
	}
}

// gap leaves a line empty, between one subject and the next.
func (a *asker) gap() { fmt.Fprintln(a.p.Stderr) }

// sentence is text that ends as a sentence does.
func sentence(text string) string {
	if strings.HasSuffix(text, "?") || strings.HasSuffix(text, ".") {
		return text
	}
	return text + "."
}

// width is the number of columns that lines may have.
func (a *asker) width() int { return report.ProseWidth(a.p.Width) }

// fitting is text in lines that fit behind a margin.
func (a *asker) fitting(text string, margin int) []string {
	return report.Wrap(report.Visible(text), max(a.width()-margin, 16))
}

// line asks for a line; an empty one is the answer in brackets.
func (a *asker) line(question, usual string) (string, error) {
	if usual != "" {
		question += " [" + usual + "]"
	}
	fmt.Fprint(a.p.Stderr, strings.Join(a.fitting(question+":", 0), "\n")+" ")
	select {
	case <-a.p.Interrupted:
	case answer, ok := <-a.lines:
		if ok {
			if answer == "" {
				answer = usual
			}
			return answer, nil
		}
	}
	fmt.Fprintln(a.p.Stderr)
	if a.err != nil {
		return "", fmt.Errorf("read the answer: %w", a.err)
	}
	return "", errUnanswered
}

// yes asks a question that is answered with y or n.
func (a *asker) yes(question string, usual bool) (bool, error) {
	word := map[bool]string{true: "Y/n", false: "y/N"}[usual]
	for {
		answer, err := a.line(question+" ["+word+"]", "")
		if err != nil {
			return false, err
		}
		switch strings.ToLower(answer) {
		case "":
			return usual, nil
		case "y", "yes":
			return true, nil
		case "n", "no":
			return false, nil
		}
		a.say("Answer y or n.")
	}
}

// option is one of those to choose from; word is what it is called in commands.
type option struct{ word, says string }

// list shows options with their numbers, from the one after so many; on a narrow
// terminal, what they mean stands below them.
func (a *asker) list(options []option, after int) {
	widest := 0
	for _, o := range options {
		widest = max(widest, len(o.word))
	}
	margin := len("  1  ") + widest + len("  ")
	narrow := a.width() < margin+24
	for i, o := range options {
		head := fmt.Sprintf("%3d  %-*s  ", after+i+1, widest, o.word)
		says := a.fitting(o.says, margin)
		if narrow {
			margin = len("  1  ")
			says = append([]string{""}, a.fitting(o.says, margin)...)
			head = fmt.Sprintf("%3d  %s", after+i+1, o.word)
		}
		for j, line := range says {
			if j > 0 {
				head = strings.Repeat(" ", margin)
			}
			if text := strings.TrimRight(head+line, " "); text != "" {
				fmt.Fprintln(a.p.Stderr, text)
			}
		}
	}
}

// choose lists options with numbers and returns those that are chosen, by number
// or by word, with commas between; exactly one unless several may be.
func (a *asker) choose(question string, options []option, usual string, several bool) ([]string, error) {
	a.list(options, 0)
	for {
		answer, err := a.line(question, usual)
		if err != nil {
			return nil, err
		}
		chosen, why := chosenOf(answer, options, options)
		switch {
		case why != "":
			a.say("%s", why)
		case len(chosen) != 1 && !several:
			a.say("Choose one.")
		case len(chosen) == 0:
			a.say("Choose at least one.")
		default:
			return chosen, nil
		}
	}
}

// fields are the parts of an answer, with commas or spaces between.
func fields(answer string) []string {
	return strings.FieldsFunc(answer, func(r rune) bool { return r == ',' || r == ' ' })
}

// chosenOf reads the numbers of options that are listed, and the words of any;
// none is no choice. It says what is wrong with them, if something is.
func chosenOf(answer string, listed, all []option) (chosen []string, why string) {
	words := wordsOf(all)
	for _, field := range fields(answer) {
		word := field
		if n, err := strconv.Atoi(field); err == nil && n >= 1 && n <= len(listed) {
			word = listed[n-1].word
		}
		if !slices.Contains(words, word) {
			number := "the number 1"
			if len(listed) > 1 {
				number = fmt.Sprintf("a number from 1 to %d", len(listed))
			}
			return nil, sentence(fmt.Sprintf("There is no %q; answer with %s, or with a word%s", field, number,
				diag.DidYouMean(field, words)))
		}
		if !slices.Contains(chosen, word) {
			chosen = append(chosen, word)
		}
	}
	return chosen, ""
}

func wordsOf(options []option) []string {
	var words []string
	for _, o := range options {
		words = append(words, o.word)
	}
	return words
}

// askHidden asks for something that is not shown while it is typed.
func (p *process) askHidden(ctx context.Context, question string) (string, error) {
	fmt.Fprint(p.Stderr, question)
	answer, err := p.ReadHidden(ctx.Done())
	fmt.Fprintln(p.Stderr)
	if err != nil {
		return "", err
	}
	return strings.TrimSpace(answer), nil
}
