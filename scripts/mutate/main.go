// Command mutate breaks a package on purpose and looks whether its tests notice:
// it draws so many places that the tests reach, changes the operator there, one
// place at a time, and runs the tests. It works on a copy of the module. An
// interrupt ends it with the figures so far.
//
//	go run ./scripts/mutate [-n 200] [-seed 1] ./internal/validate
package main

import (
	"context"
	"flag"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"log"
	"math/rand/v2"
	"os"
	"os/exec"
	"os/signal"
	"path/filepath"
	"slices"
	"strings"
	"time"
)

// others are the operators that may stand in the place of one. Where the result
// does not compile, it is no mutant.
var others = map[token.Token][]token.Token{
	token.EQL: {token.NEQ}, token.NEQ: {token.EQL},
	token.LSS: {token.LEQ, token.GEQ}, token.LEQ: {token.LSS, token.GTR},
	token.GTR: {token.GEQ, token.LEQ}, token.GEQ: {token.GTR, token.LSS},
	token.LAND: {token.LOR}, token.LOR: {token.LAND},
	token.ADD: {token.SUB}, token.SUB: {token.ADD}, token.MUL: {token.QUO}, token.QUO: {token.MUL},
	token.INC: {token.DEC}, token.DEC: {token.INC},
	token.ADD_ASSIGN: {token.SUB_ASSIGN}, token.SUB_ASSIGN: {token.ADD_ASSIGN},
}

// mutant is an operator in a file and what to put in its place.
type mutant struct {
	file    string // relative to the module
	at      token.Position
	was, is token.Token
}

func main() {
	log.SetFlags(0)
	n := flag.Int("n", 200, "number of mutants")
	seed := flag.Uint64("seed", 1, "seed of the choice")
	flag.Parse()
	if flag.NArg() != 1 {
		log.Fatal("usage: go run ./scripts/mutate [-n 200] [-seed 1] ./internal/PACKAGE")
	}
	pkg := filepath.ToSlash(filepath.Clean(flag.Arg(0)))
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	if err := run(ctx, pkg, *n, *seed); err != nil {
		log.Fatal(err)
	}
}

func run(ctx context.Context, pkg string, n int, seed uint64) error {
	dir, err := os.MkdirTemp("", "mutate")
	if err != nil {
		return err
	}
	defer os.RemoveAll(dir)
	if err := os.CopyFS(dir, os.DirFS(".")); err != nil {
		return fmt.Errorf("copy the module: %w", err)
	}
	reached, err := reachedBy(dir, pkg)
	if err != nil {
		return err
	}
	all, err := mutants(dir, pkg, reached)
	if err != nil {
		return err
	}
	rand.New(rand.NewPCG(seed, 0)).Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	killed, lived := 0, 0
	for _, m := range all {
		if killed+lived == n {
			break
		}
		switch survived, compiles, err := try(ctx, dir, pkg, m); {
		case ctx.Err() != nil:
			n = killed + lived
		case err != nil:
			return err
		case !compiles:
		case survived:
			lived++
			fmt.Printf("lived: %s:%d:%d: %s for %s\n", m.file, m.at.Line, m.at.Column, m.is, m.was)
		default:
			killed++
		}
	}
	fmt.Printf("%s: %d of %d killed, %d %%; drawn with seed %d from %d that the tests reach\n",
		pkg, killed, killed+lived, 100*killed/max(1, killed+lived), seed, len(all))
	return nil
}

// block is a piece of a file that the tests run.
type block struct {
	file                                 string
	startLine, startCol, endLine, endCol int
}

// reachedBy returns the blocks that the tests of the package run.
func reachedBy(dir, pkg string) ([]block, error) {
	profile := filepath.Join(dir, "cover.out")
	for _, args := range [][]string{{"-short"}, {"-coverprofile", profile}} {
		cmd := exec.Command("go", append(append([]string{"test"}, args...), "./"+pkg)...)
		cmd.Dir = dir
		if out, err := cmd.CombinedOutput(); err != nil {
			return nil, fmt.Errorf("the tests fail before anything is changed: %w\n%s", err, out)
		}
	}
	data, err := os.ReadFile(profile)
	if err != nil {
		return nil, err
	}
	var blocks []block
	for line := range strings.Lines(string(data)) {
		file, place, _ := strings.Cut(line, ":")
		b := block{file: file}
		var statements, count int
		if n, _ := fmt.Sscanf(place, "%d.%d,%d.%d %d %d", &b.startLine, &b.startCol, &b.endLine, &b.endCol, &statements,
			&count); n == 6 && count > 0 {
			blocks = append(blocks, b)
		}
	}
	return blocks, nil
}

func isReached(blocks []block, name string, at token.Position) bool {
	return slices.ContainsFunc(blocks, func(b block) bool {
		after := at.Line > b.startLine || at.Line == b.startLine && at.Column >= b.startCol
		before := at.Line < b.endLine || at.Line == b.endLine && at.Column <= b.endCol
		return strings.HasSuffix(b.file, "/"+name) && after && before
	})
}

func mutants(dir, pkg string, reached []block) ([]mutant, error) {
	files, err := filepath.Glob(filepath.Join(dir, pkg, "*.go"))
	if err != nil {
		return nil, err
	}
	var all []mutant
	for _, file := range files {
		if strings.HasSuffix(file, "_test.go") {
			continue
		}
		set := token.NewFileSet()
		tree, err := parser.ParseFile(set, file, nil, 0)
		if err != nil {
			return nil, err
		}
		name := pkg + "/" + filepath.Base(file)
		add := func(at token.Pos, was token.Token) {
			if place := set.Position(at); isReached(reached, name, place) {
				for _, is := range others[was] {
					all = append(all, mutant{name, place, was, is})
				}
			}
		}
		ast.Inspect(tree, func(n ast.Node) bool {
			switch n := n.(type) {
			case *ast.BinaryExpr:
				add(n.OpPos, n.Op)
			case *ast.IncDecStmt:
				add(n.TokPos, n.Tok)
			case *ast.AssignStmt:
				add(n.TokPos, n.Tok)
			}
			return true
		})
	}
	return all, nil
}

// try puts a mutant in its place, runs the tests, the quick ones first, and
// puts the file back.
func try(ctx context.Context, dir, pkg string, m mutant) (survived, compiles bool, err error) {
	path := filepath.Join(dir, m.file)
	data, err := os.ReadFile(path)
	if err != nil {
		return false, false, err
	}
	changed := slices.Concat(data[:m.at.Offset], []byte(m.is.String()), data[m.at.Offset+len(m.was.String()):])
	if err := os.WriteFile(path, changed, 0o666); err != nil {
		return false, false, err
	}
	defer func() {
		if back := os.WriteFile(path, data, 0o666); err == nil {
			err = back
		}
	}()
	build := exec.CommandContext(ctx, "go", "build", "./"+pkg)
	build.Dir = dir
	if build.Run() != nil {
		return false, false, nil
	}
	for _, short := range []bool{true, false} {
		test := exec.CommandContext(ctx, "go", "test", "-timeout", (2 * time.Minute).String(), "-failfast", "-vet=off",
			fmt.Sprintf("-short=%t", short), "./"+pkg)
		test.Dir = dir
		if test.Run() != nil {
			return false, true, nil
		}
	}
	return true, true, nil
}
