package cli

import (
	"bufio"
	"bytes"
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
	// given are the answers so far. After a step back, those from next on are given
	// again without a question, and held is what was said since the last of them.
	given []answer
	next  int
	held  bytes.Buffer
	// undone are the answers that steps back took away, the latest last. Each is the
	// default when its question comes again.
	undone []answer
}

// answer is what was answered to a question with a default; one that was refused
// is not worth going back to.
type answer struct {
	question, text, usual string
	undone                []answer // as they were before it
	refused               bool
}

// back is the answer that goes one question back, and blank empties the answer that
// was given before that.
const (
	back  = "<"
	blank = "-"
)

// errBack ends the questions, to ask them again with one answer less.
var errBack = errors.New("go back one question")

// out is where questions are printed; what was read before a step back is not
// printed again.
func (a *asker) out() io.Writer {
	if a.next < len(a.given) {
		return &a.held
	}
	return a.p.Stderr
}

// refuse says why the last answer cannot be taken.
func (a *asker) refuse(format string, args ...any) {
	a.refused()
	a.say(format, args...)
}

// refused takes back the last answer; its question keeps its default.
func (a *asker) refused() {
	g := &a.given[a.next-1]
	g.refused, a.undone = true, g.undone
}

// stepBack forgets the last answer that was taken, and reports whether there was one.
func (a *asker) stepBack() bool {
	n := len(a.given)
	for n > 0 && a.given[n-1].refused {
		n--
	}
	if n == 0 {
		a.say("This is the first question.")
		return false
	}
	a.undone = append(a.undone, a.given[n-1])
	a.given = slices.DeleteFunc(a.given[:n-1], func(g answer) bool { return g.refused })
	a.next = 0
	return true
}

// former is the answer that a question had before a step back, as its default, and how
// many older ones there are. Where it was the default already, today's is as good.
func (a *asker) former(question, usual string) (text string, older int) {
	for i, u := range slices.Backward(a.undone) {
		if u.question == question {
			if u.text == u.usual {
				return usual, i
			}
			return u.text, i
		}
	}
	return usual, len(a.undone)
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
		fmt.Fprintln(a.out(), line)
	}
}

// gap leaves a line empty, between one subject and the next.
func (a *asker) gap() { fmt.Fprintln(a.out()) }

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
	if a.next < len(a.given) {
		a.held.Reset()
		a.next++
		return a.given[a.next-1].text, nil
	}
	if _, err := a.held.WriteTo(a.p.Stderr); err != nil {
		return "", err
	}
	asked := question
	shown, older := a.former(question, usual)
	if shown != usual && usual == "" {
		asked = strings.Replace(question, "empty ", blank+" ", 1)
	}
	for {
		answered, err := a.ask(asked, shown)
		if err == nil && answered == back {
			if !a.stepBack() {
				continue
			}
			err = errBack
		}
		if err == nil {
			if answered == blank && shown != usual {
				answered = usual
			}
			a.given = append(a.given, answer{question: question, text: answered, usual: usual, undone: a.undone})
			a.undone = a.undone[:older]
			a.next++
		}
		return answered, err
	}
}

// ask prints a question and reads the answer.
func (a *asker) ask(question, usual string) (string, error) {
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
	word := map[bool]string{true: "Y/n", false: "y/N"}
	for {
		answer, err := a.line(question, word[usual])
		if err != nil {
			return false, err
		}
		yes := answer == word[true] || slices.Contains([]string{"y", "yes"}, strings.ToLower(answer))
		if !yes && answer != word[false] && !slices.Contains([]string{"n", "no"}, strings.ToLower(answer)) {
			a.refuse("Answer y or n.")
			continue
		}
		a.given[a.next-1].text = word[yes] // the default after a step back
		return yes, nil
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
				fmt.Fprintln(a.out(), text)
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
			a.refuse("%s", why)
		case len(chosen) != 1 && !several:
			a.refuse("Choose one.")
		case len(chosen) == 0:
			a.refuse("Choose at least one.")
		default:
			if !slices.Equal(fields(answer), chosen) {
				a.say("Chosen: %s", strings.Join(chosen, ", "))
			}
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
			return nil, sentence(fmt.Sprintf("%q is not in the list; enter %s, or a word from the "+
				"list%s", field, number,
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
