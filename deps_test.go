// Package evenhand_test holds the architecture of the module as a test: which
// package may import which, and what a package that others rely on must not do.
package evenhand_test

import (
	"errors"
	"fmt"
	"go/ast"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"os"
	"path"
	"slices"
	"strconv"
	"strings"
	"testing"
	"testing/fstest"
)

const module = "github.com/evenhand/evenhand"

// A place is a folder of the module and what the packages in it may lean on.
// It covers the folders below it that are not places of their own.
type place struct {
	path    string
	uses    string // places whose packages may be imported here, besides its own
	modules string // modules that may be imported here, with all their packages
	pure    bool   // no clock, file, database, network, randomness, logging or output
	exact   bool   // no floating point
	clock   bool   // may ask what time it is
}

// places runs in the order of imports: a place uses only what stands above it.
// A package that stands nowhere in it is reported, so that a new one is put
// somewhere on purpose. Each module named here has its reason in doc/adr.
var places = []place{
	{path: "calendar", pure: true, exact: true},
	{path: "rulebook", pure: true, uses: "calendar", modules: "github.com/yuin/goldmark"},
	{path: "matter", pure: true, uses: "calendar rulebook"},
	{path: "explain", pure: true, uses: "calendar rulebook matter"},
	{path: "compare", pure: true, uses: "calendar rulebook matter"},
	{path: "check", pure: true, uses: "calendar rulebook matter"},
	{path: "audit/chronology", pure: true, uses: "calendar"},
	{path: "audit", pure: true, uses: "calendar rulebook matter audit/chronology"},
	{path: "casefile", pure: true, uses: "calendar rulebook matter"},

	{path: "ballot", pure: true, exact: true},
	{path: "evidence", pure: true},
	{path: "caselog", pure: true, modules: "golang.org/x/mod"},
	{path: "lot", pure: true, exact: true},
	{path: "register", pure: true, exact: true, uses: "calendar"},

	{path: "internal/mail/letter", pure: true, uses: "rulebook", modules: "github.com/yuin/goldmark"},
	{path: "internal/mail", modules: "github.com/wneessen/go-mail github.com/emersion/go-smtp github.com/emersion/go-sasl"},
	{path: "internal/signin",
		modules: "github.com/go-webauthn/webauthn github.com/coreos/go-oidc/v3 golang.org/x/oauth2 golang.org/x/time"},
	{path: "internal/signin/sqlstore", uses: "internal/signin"},
	{path: "internal/disclosure", uses: "evidence", modules: "golang.org/x/image golang.org/x/text"},

	{path: "internal/casework", uses: "calendar rulebook matter check audit/chronology audit evidence lot register"},

	{path: "internal/web", uses: "calendar rulebook matter explain compare check audit/chronology audit casefile " +
		"ballot evidence caselog lot internal/casework"},

	{path: "internal/sqlite", uses: "calendar internal/casework", modules: "modernc.org/sqlite golang.org/x/text"},
	{path: "internal/storetest", uses: "calendar internal/casework"},
	{path: "internal/keys"},
	{path: "internal/blobs", uses: "internal/casework"},
	{path: "internal/benchoffice", clock: true, uses: "calendar internal/casework internal/sqlite internal/keys internal/blobs"},
	{path: "internal/api", uses: "calendar matter internal/casework"},
	{path: "internal/post", uses: "calendar internal/casework internal/mail internal/signin internal/web"},
	{path: "internal/desk", uses: "calendar rulebook matter check compare evidence lot register explain internal/casework internal/signin internal/web internal/mail internal/mail/letter internal/disclosure"},

	{path: "modelrules"},
	{path: "internal/demo", uses: "calendar matter lot evidence register modelrules internal/casework internal/disclosure internal/sqlite internal/blobs internal/keys"},

	{path: "internal/serve", clock: true, uses: "rulebook internal/casework internal/sqlite internal/blobs internal/keys internal/signin " +
		"internal/signin/sqlstore internal/disclosure internal/mail internal/api internal/desk internal/web internal/post"},

	{path: "cmd/evenhand", clock: true,
		uses: "calendar rulebook matter explain compare check audit/chronology audit casefile ballot evidence caselog lot " +
			"internal/web internal/casework internal/api internal/desk internal/signin internal/serve internal/demo"},
}

// impure are the standard packages that a pure package may not import, with
// all that is below them, and why.
var impure = map[string]string{
	"crypto/rand":   "draws at random",
	"database":      "reaches a database",
	"expvar":        "keeps global state",
	"flag":          "belongs to a command",
	"io/ioutil":     "reads files",
	"log":           "logs",
	"math/rand":     "draws at random",
	"net":           "reaches the network",
	"os":            "reaches files and the environment",
	"path/filepath": "differs between machines; use path",
	"plugin":        "loads code",
	"syscall":       "reaches the machine",
	"testing":       "belongs to tests",
}

// impureNames are what a pure package may not use of packages that it may
// import.
var impureNames = map[string]string{
	"fmt.Print":         "writes to standard output",
	"fmt.Printf":        "writes to standard output",
	"fmt.Println":       "writes to standard output",
	"fmt.Scan":          "reads standard input",
	"fmt.Scanf":         "reads standard input",
	"fmt.Scanln":        "reads standard input",
	"time.After":        "waits",
	"time.AfterFunc":    "waits",
	"time.LoadLocation": "reads files",
	"time.Local":        "differs between machines",
	"time.NewTicker":    "waits",
	"time.NewTimer":     "waits",
	"time.Sleep":        "waits",
	"time.Tick":         "waits",
}

// clockNames are the ways of asking what time it is.
var clockNames = []string{"time.Now", "time.Since", "time.Until"}

// vague are the names that say nothing of what a package holds.
var vague = []string{"util", "utils", "common", "helper", "helpers", "model", "models", "type", "types", "base"}

func TestArchitecture(t *testing.T) {
	found, err := faults(os.DirFS("."))
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range found {
		t.Error(f)
	}
}

// TestPlacesRunOneWay keeps the table itself honest: a place that used one
// below it could close a circle.
func TestPlacesRunOneWay(t *testing.T) {
	var above []string
	for _, p := range places {
		for _, used := range strings.Fields(p.uses) {
			if !slices.Contains(above, used) {
				t.Errorf("%s uses %s, which does not stand above it", p.path, used)
			}
		}
		above = append(above, p.path)
	}
}

func TestFaultsAreFound(t *testing.T) {
	tests := []struct {
		name, file, text string
		want             string // the one fault; empty if there is none
	}{
		{"down the order", "matter/a.go", `package matter; import "github.com/evenhand/evenhand/rulebook"`, ""},
		{"within a place", "check/a.go", `package check; import "github.com/evenhand/evenhand/check/zone"`, ""},
		{"up the order", "calendar/a.go", `package calendar; import "github.com/evenhand/evenhand/matter"`,
			"calendar/a.go:1: calendar may not import matter"},
		{"across the order", "check/a.go", `package check; import "github.com/evenhand/evenhand/audit"`,
			"check/a.go:1: check may not import audit"},
		{"part of a place with less to lean on", "audit/chronology/a.go", `package chronology; import "github.com/evenhand/evenhand/matter"`,
			"audit/chronology/a.go:1: audit/chronology may not import matter"},
		{"below a place", "check/zone/a.go", `package zone; import "github.com/evenhand/evenhand/ballot"`,
			"check/zone/a.go:1: check may not import ballot"},
		{"nowhere", "stray/a.go", `package stray`,
			"stray/a.go:1: stray stands nowhere in the table of places"},
		{"import of nowhere", "matter/a.go", `package matter; import "github.com/evenhand/evenhand/stray"`,
			"matter/a.go:1: matter may not import stray"},

		{"a module with leave", "rulebook/a.go", `package rulebook; import "github.com/yuin/goldmark/ast"`, ""},
		{"a module without", "matter/a.go", `package matter; import "github.com/yuin/goldmark/ast"`,
			"matter/a.go:1: matter may not import github.com/yuin/goldmark/ast"},
		{"a module whose name begins alike", "rulebook/a.go", `package rulebook; import "github.com/yuin/goldmarked"`,
			"rulebook/a.go:1: rulebook may not import github.com/yuin/goldmarked"},
		{"C", "cmd/evenhand/a.go", `package main; import "C"`,
			"cmd/evenhand/a.go:1: cmd/evenhand may not import C"},

		{"a pure standard package", "matter/a.go", `package matter; import _ "slices"`, ""},
		{"files", "matter/a.go", `package matter; import _ "os"`,
			"matter/a.go:1: matter is pure and os reaches files and the environment"},
		{"below an impure package", "matter/a.go", `package matter; import _ "math/rand/v2"`,
			"matter/a.go:1: matter is pure and math/rand/v2 draws at random"},
		{"files, in the command", "cmd/evenhand/a.go", `package main; import _ "os"`, ""},
		{"output", "matter/a.go", `package matter; import "fmt"; func f() { fmt.Println() }`,
			"matter/a.go:1: matter is pure and fmt.Println writes to standard output"},
		{"output by the language itself", "matter/a.go", `package matter; func f() { println() }`,
			"matter/a.go:1: matter is pure and println writes to standard error"},
		{"output, in the command", "cmd/evenhand/a.go", `package main; import "fmt"; func f() { println(); fmt.Println() }`, ""},
		{"time zones of the machine", "calendar/a.go", `package calendar; import "time"; var f = time.LoadLocation`,
			"calendar/a.go:1: calendar is pure and time.LoadLocation reads files"},
		{"time zones of our own", "calendar/a.go", `package calendar; import "time"; var f = time.LoadLocationFromTZData`, ""},
		{"the clock", "matter/a.go", `package matter; import "time"; var t = time.Now()`,
			"matter/a.go:1: matter may not ask the time: time.Now"},
		{"the clock under another name", "matter/a.go", `package matter; import clock "time"; var t = clock.Since`,
			"matter/a.go:1: matter may not ask the time: time.Since"},
		{"the clock in the command", "cmd/evenhand/a.go", `package main; import "time"; var t = time.Now()`, ""},
		{"a dot import", "matter/a.go", `package matter; import . "time"; var t = Now()`,
			"matter/a.go:1: time is imported with a dot"},

		{"floating point", "calendar/a.go", `package calendar; type Days float64`,
			"calendar/a.go:1: calendar is exact and float64 is not"},
		{"a fraction", "ballot/a.go", `package ballot; const half = 0.5`,
			"ballot/a.go:1: ballot is exact and 0.5 is not"},
		{"floating point elsewhere", "check/a.go", `package check; type Share float64`, ""},

		{"init", "cmd/evenhand/a.go", `package main; func init() {}`,
			"cmd/evenhand/a.go:1: init runs unasked; use a table"},
		{"a method called init", "cmd/evenhand/a.go", `package main; type t int; func (t) init() {}`, ""},
		{"a vague name", "check/helpers/a.go", `package helpers`,
			"check/helpers/a.go:1: helpers says nothing of what the package holds"},

		{"a test", "calendar/a_test.go", `package calendar; import _ "os"`, ""},
		{"a program run by hand", "calendar/gen.go", "//go:build ignore\n\npackage main; import _ \"os\"", ""},
		{"a program that makes data", "calendar/internal/zones/a.go", `package main; import _ "os"`, ""},
		{"a file for some machines", "calendar/a.go", "//go:build windows\n\npackage calendar; import _ \"os\"",
			"calendar/a.go:3: calendar is pure and os reaches files and the environment"},
		{"a tag that comes too late", "calendar/a.go", "package calendar\n\n//go:build ignore\n\nimport _ \"os\"",
			"calendar/a.go:5: calendar is pure and os reaches files and the environment"},
		{"a folder out of sight", "calendar/.old/a.go", `package stray; import _ "os"`, ""},
		{"test data", "calendar/testdata/a.go", `package stray; import _ "os"`, ""},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := faults(fstest.MapFS{tt.file: {Data: []byte(tt.text)}})
			if err != nil {
				t.Fatal(err)
			}
			if s := strings.Join(got, "\n"); s != tt.want {
				t.Errorf("faults = %q, want %q", s, tt.want)
			}
		})
	}
}

func TestModulesInsideAreLeftAlone(t *testing.T) {
	got, err := faults(fstest.MapFS{
		"internal/tools/go.mod": {Data: []byte("module tools")},
		"internal/tools/a.go":   {Data: []byte("package stray")},
	})
	if err != nil || got != nil {
		t.Errorf("faults = %q, %v, want none", got, err)
	}
}

// faults returns what in the module's source breaks the table of places, in
// the order of the files. Tests and test data may import what they like.
func faults(fsys fs.FS) ([]string, error) {
	var found []string
	err := fs.WalkDir(fsys, ".", func(name string, d fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		if d.IsDir() {
			return skip(fsys, name)
		}
		if !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		text, err := fs.ReadFile(fsys, name)
		if err != nil {
			return err
		}
		s := source{files: token.NewFileSet(), dir: path.Dir(name)}
		if s.syntax, err = parser.ParseFile(s.files, name, text, parser.ParseComments|parser.SkipObjectResolution); err != nil {
			return err
		}
		if !s.runByHand() {
			found = append(found, s.faults()...)
		}
		return nil
	})
	return found, err
}

// skip returns [fs.SkipDir] for a folder that the go command passes over too.
func skip(fsys fs.FS, dir string) error {
	base := path.Base(dir)
	switch {
	case dir == ".":
		return nil
	case base == "testdata", strings.HasPrefix(base, "."), strings.HasPrefix(base, "_"):
		return fs.SkipDir
	}
	_, err := fs.Stat(fsys, path.Join(dir, "go.mod"))
	if err == nil {
		return fs.SkipDir
	}
	if !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	return nil
}

// A source is one Go file and what is wrong with it.
type source struct {
	files  *token.FileSet
	dir    string
	syntax *ast.File
	found  []string
}

// runByHand reports whether the go command passes over s because of the tag
// that marks a program to be run by hand.
func (s *source) runByHand() bool {
	for _, group := range s.syntax.Comments {
		if group.Pos() > s.syntax.Package {
			break
		}
		for _, c := range group.List {
			if expr, err := constraint.Parse(c.Text); err == nil {
				return !expr.Eval(func(tag string) bool { return tag != "ignore" })
			}
		}
	}
	return false
}

func (s *source) faults() []string {
	p, ok := placeOf(s.dir)
	if !ok {
		s.report(s.syntax.Package, "%s stands nowhere in the table of places", s.dir)
		return s.found
	}
	if name := s.syntax.Name.Name; slices.Contains(vague, name) {
		s.report(s.syntax.Package, "%s says nothing of what the package holds", name)
	}
	if s.syntax.Name.Name == "main" {
		p.pure = false // a program that makes data cannot be imported
	}
	imported := make(map[string]string) // the path of each import, by its name in this file
	for _, spec := range s.syntax.Imports {
		name, target := s.importFault(p, spec)
		imported[name] = target
	}
	ast.Inspect(s.syntax, func(n ast.Node) bool {
		s.nodeFault(p, imported, n)
		return true
	})
	return s.found
}

func (s *source) report(pos token.Pos, format string, args ...any) {
	at := s.files.Position(pos)
	s.found = append(s.found, fmt.Sprintf("%s:%d: %s", at.Filename, at.Line, fmt.Sprintf(format, args...)))
}

// importFault reports what is wrong with one import and returns the name it
// has in the file, and its path.
func (s *source) importFault(p place, spec *ast.ImportSpec) (name, target string) {
	target, err := strconv.Unquote(spec.Path.Value)
	if err != nil {
		panic(err) // the parser has accepted it
	}
	name = path.Base(target)
	if spec.Name != nil {
		name = spec.Name.Name
	}
	if name == "." {
		s.report(spec.Pos(), "%s is imported with a dot", target)
	}
	inside, own := strings.CutPrefix(target, module+"/")
	switch {
	case own && !p.mayUse(inside):
		s.report(spec.Pos(), "%s may not import %s", p.path, inside)
	case !own && !standard(target) && !p.mayRequire(target):
		s.report(spec.Pos(), "%s may not import %s", p.path, target)
	}
	for parent, why := range impure {
		if p.pure && within(target, parent) {
			s.report(spec.Pos(), "%s is pure and %s %s", p.path, target, why)
		}
	}
	return name, target
}

// nodeFault reports what is wrong with one node of the syntax, apart from what
// is below it.
func (s *source) nodeFault(p place, imported map[string]string, n ast.Node) {
	switch n := n.(type) {
	case *ast.FuncDecl:
		if n.Recv == nil && n.Name.Name == "init" {
			s.report(n.Pos(), "init runs unasked; use a table")
		}
	case *ast.CallExpr:
		if f, ok := n.Fun.(*ast.Ident); ok && p.pure && (f.Name == "print" || f.Name == "println") {
			s.report(n.Pos(), "%s is pure and %s writes to standard error", p.path, f.Name)
		}
	case *ast.SelectorExpr:
		if x, ok := n.X.(*ast.Ident); ok && imported[x.Name] != "" {
			s.nameFault(p, n.Pos(), imported[x.Name]+"."+n.Sel.Name)
		}
	case *ast.Ident:
		if p.exact && (n.Name == "float64" || n.Name == "float32") {
			s.report(n.Pos(), "%s is exact and %s is not", p.path, n.Name)
		}
	case *ast.BasicLit:
		if p.exact && n.Kind == token.FLOAT {
			s.report(n.Pos(), "%s is exact and %s is not", p.path, n.Value)
		}
	}
}

// nameFault reports the use of a name of another package, such as time.Now.
func (s *source) nameFault(p place, pos token.Pos, name string) {
	if !p.clock && slices.Contains(clockNames, name) {
		s.report(pos, "%s may not ask the time: %s", p.path, name)
	}
	if why, ok := impureNames[name]; ok && p.pure {
		s.report(pos, "%s is pure and %s %s", p.path, name, why)
	}
}

// placeOf returns the nearest place at or above dir.
func placeOf(dir string) (place, bool) {
	for ; dir != "."; dir = path.Dir(dir) {
		for _, p := range places {
			if p.path == dir {
				return p, true
			}
		}
	}
	return place{}, false
}

func (p place) mayUse(dir string) bool {
	target, ok := placeOf(dir)
	return ok && (target.path == p.path || slices.Contains(strings.Fields(p.uses), target.path))
}

func (p place) mayRequire(target string) bool {
	return slices.ContainsFunc(strings.Fields(p.modules), func(m string) bool { return within(target, m) })
}

// standard reports whether an import path is of the standard library, as the
// go command does: no dot in the first element.
func standard(target string) bool {
	first, _, _ := strings.Cut(target, "/")
	return target != "C" && !strings.Contains(first, ".")
}

// within reports whether an import path is parent or below it.
func within(target, parent string) bool {
	return target == parent || strings.HasPrefix(target, parent+"/")
}
