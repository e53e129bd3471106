package sqlite

import (
	"context"
	sqldriver "database/sql/driver"
	"errors"
	"fmt"
	"go/ast"
	"go/parser"
	"go/token"
	"os"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
	"testing"

	driver "modernc.org/sqlite"

	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/storetest"
)

var (
	changing = regexp.MustCompile(`(?i)\b(update|delete|replace|drop|alter|truncate)\b`)
	allowed  = regexp.MustCompile(`\b(DELETE FROM|UPDATE) (entry|part|words|message|draft)\b|\bINTO draft .* ON CONFLICT DO UPDATE SET\b|^INSERT INTO words \(words\) VALUES \('delete-all'\)$`)
	guard    = regexp.MustCompile(`^CREATE TRIGGER \w+ BEFORE (UPDATE|DELETE) ON (event|reading) BEGIN SELECT raise\(ABORT, '[^']*'\)$`)
	fault    = regexp.MustCompile(`: %w$`) // the text of an error
)

// noticed says whether a statement may change what is kept.
func noticed(s string) bool {
	return changing.MatchString(s) && !allowed.MatchString(s) && !guard.MatchString(s) && !fault.MatchString(s)
}

// TestNothingIsChanged reads all SQL of the package: a statement that changes rows names its table, and that is neither
// the events' nor the readings'.
func TestNothingIsChanged(t *testing.T) {
	read := 0
	for _, s := range statements(t) {
		read++
		if noticed(s) {
			t.Errorf("a statement that may change what is kept:\n%s", s)
		}
	}
	if read < 40 {
		t.Errorf("only %d statements were read", read)
	}
}

// TestGuard shows that the test above can fail.
func TestGuard(t *testing.T) {
	for _, s := range []string{"UPDATE event SET body = ''", "DELETE FROM reading", "INSERT OR REPLACE INTO event VALUES (1)", "DELETE FROM ", "DROP TABLE event",
		"delete from event where 1", "INSERT INTO event VALUES (1) ON CONFLICT DO UPDATE SET body = ''"} {
		if !noticed(s) {
			t.Errorf("%q would not be noticed", s)
		}
	}
}

// statements lists every string of the package's code and every statement of its migrations.
func statements(t *testing.T) []string {
	t.Helper()
	var list []string
	code, _ := filepath.Glob("*.go")
	for _, name := range code {
		if strings.HasSuffix(name, "_test.go") {
			continue
		}
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, 0)
		if err != nil {
			t.Fatal(err)
		}
		ast.Inspect(file, func(n ast.Node) bool {
			if lit, ok := n.(*ast.BasicLit); ok && lit.Kind == token.STRING {
				s, err := strconv.Unquote(lit.Value)
				if err != nil {
					t.Fatal(err)
				}
				list = append(list, s)
			}
			return true
		})
	}
	scripts, _ := filepath.Glob("migrations/*.sql")
	for _, name := range scripts {
		text, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		plain := regexp.MustCompile(`--[^\n]*`).ReplaceAllString(string(text), "")
		for s := range strings.SplitSeq(plain, ";") {
			list = append(list, strings.TrimSpace(s))
		}
	}
	return list
}

// TestEventsCannotBeChanged tries to, past the code.
func TestEventsCannotBeChanged(t *testing.T) {
	s := open(t, t.TempDir())
	row := casework.Row{Stream: "m", Body: []byte("{}")}
	c := casework.Change{Appends: []casework.Append{{Stream: "m", Rows: []casework.Row{row}}}, Readings: []casework.Reading{{Matter: "m"}}}
	if err := s.Commit(context.Background(), c); err != nil {
		t.Fatal(err)
	}
	for _, q := range []string{"UPDATE event SET kind = 'x'", "DELETE FROM event", "UPDATE reading SET what = 'x'", "DELETE FROM reading",
		"INSERT OR REPLACE INTO event (place, at, by_person, for_person, as_capacity, kind, body) SELECT place, 0, '', '', '', '', '' FROM event"} {
		if err := s.writer.write(context.Background(), func(w *writer) error { return w.exec(q) }); err == nil || !strings.Contains(err.Error(), "never") {
			t.Errorf("%s: %v", q, err)
		}
	}
}

var failing func() bool

func TestFaults(t *testing.T) {
	driver.MustRegisterScalarFunction("failing", 0, func(*driver.FunctionContext, []sqldriver.Value) (sqldriver.Value, error) {
		if failing() {
			return nil, errors.New("a fault")
		}
		return int64(0), nil
	})
	storetest.Faults(t, func(t *testing.T, fail func() bool) casework.Store {
		s := open(t, t.TempDir())
		failing = fail
		for _, on := range []string{"INSERT ON stream", "INSERT ON event", "INSERT ON entry", "DELETE ON entry", "INSERT ON person", "INSERT ON part", "DELETE ON part",
			"INSERT ON message", "INSERT ON reading"} {
			name := strings.ReplaceAll(on, " ", "_")
			err := s.writer.write(context.Background(), func(w *writer) error {
				return w.exec(fmt.Sprintf("CREATE TEMP TRIGGER %s AFTER %s BEGIN SELECT failing(); END", name, on))
			})
			if err != nil {
				t.Fatal(err)
			}
		}
		return s
	})
}

func TestFull(t *testing.T) {
	s := open(t, t.TempDir())
	storetest.Full(t, s, func(pages int) {
		err := s.writer.write(context.Background(), func(w *writer) error {
			var n int
			if err := w.row("PRAGMA page_count", nil, &n); err != nil {
				return err
			}
			var most int
			return w.conn.QueryRowContext(context.Background(), fmt.Sprintf("PRAGMA max_page_count = %d", n+pages)).Scan(&most)
		})
		if err != nil {
			t.Fatal(err)
		}
	})
}

func TestKilled(t *testing.T) {
	storetest.Killed(t, func(dir string) (casework.Store, error) {
		return Open(context.Background(), filepath.Join(dir, "office.db"), Options{})
	})
}

// TestPlans asks the database how it finds a page: along an index, from where the page begins, sorting nothing.
func TestPlans(t *testing.T) {
	s := open(t, t.TempDir())
	ctx := context.Background()
	for _, sort := range []string{casework.ByDue, casework.ByOpened, casework.ByChanged, casework.ByReference} {
		for _, down := range []bool{false, true} {
			sr, err := s.search(ctx, casework.Query{Everyone: true, Sort: sort, Down: down, After: "7.ABCD", Stage: "received", Capacity: "chair"})
			if err != nil {
				t.Fatal(err)
			}
			plan := explain(t, s, sr.statement(allParts, ""), append([]any{0, 0}, sr.args...)...)
			beyond := map[bool]string{false: ">", true: "<"}[down]
			if strings.Count(plan, "\n") != 1 || !strings.Contains(plan, "SEARCH p USING ") || !strings.Contains(plan, "final=? AND ") || !strings.Contains(plan, beyond) {
				t.Errorf("by %s, down %v:\n%s", sort, down, plan)
			}
		}
	}
}

func explain(t *testing.T, s *Store, query string, args ...any) string {
	t.Helper()
	rows, err := s.readers.Query("EXPLAIN QUERY PLAN "+query, args...)
	if err != nil {
		t.Fatal(err)
	}
	defer rows.Close()
	var b strings.Builder
	for rows.Next() {
		var a, parent, x int
		var detail string
		if err := rows.Scan(&a, &parent, &x, &detail); err != nil {
			t.Fatal(err)
		}
		fmt.Fprintln(&b, detail)
	}
	return b.String()
}
