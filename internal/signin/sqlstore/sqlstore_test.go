package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"path/filepath"
	"reflect"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/internal/signin"
	_ "modernc.org/sqlite"
)

var (
	ctx  = context.Background()
	noon = time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)
)

func open(t *testing.T) (*Store, *sql.DB) {
	t.Helper()
	db, err := sql.Open("sqlite", "file:"+filepath.Join(t.TempDir(), "office.db")+"?_pragma=journal_mode(WAL)&_pragma=busy_timeout(5000)&_pragma=synchronous(OFF)&_txlock=immediate")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { db.Close() })
	s, err := New(ctx, db, db)
	if err != nil {
		t.Fatal(err)
	}
	return s, db
}

func record1(key string, ends time.Time) signin.Record {
	return signin.Record{Kind: "k", Key: []byte(key), Person: "p", Data: []byte(`{}`), Made: noon, Ends: ends}
}

func TestWhatIsPutIsFound(t *testing.T) {
	s, _ := open(t)
	for _, ends := range []time.Time{{}, noon.Add(time.Millisecond), noon.Add(-time.Hour)} {
		r := record1("a"+ends.String(), ends)
		if err := s.Put(ctx, r); err != nil {
			t.Fatal(err)
		}
		got, err := s.Find(ctx, "k", r.Key)
		r.Version = 1
		if err != nil || !reflect.DeepEqual(got, r) {
			t.Errorf("Find = %+v, %v, want %+v", got, err, r)
		}
	}
	if _, err := s.Find(ctx, "other", []byte("a")); !errors.Is(err, signin.ErrUnknown) {
		t.Errorf("of another kind: %v", err)
	}
}

func TestPutStoresAllOrNone(t *testing.T) {
	s, _ := open(t)
	a, b := record1("a", time.Time{}), record1("b", time.Time{})
	if err := s.Put(ctx, a, b); err != nil {
		t.Fatal(err)
	}
	a.Version, b.Version = 1, 1
	changed, stale, fresh := a, b, record1("c", time.Time{})
	changed.Data = []byte(`"changed"`)
	stale.Version = 7
	for name, puts := range map[string][]signin.Record{
		"one that has changed":    {changed, fresh, stale},
		"one that is there":       {changed, fresh, record1("b", time.Time{})},
		"one that is not there":   {changed, {Kind: "k", Key: []byte("d"), Data: []byte("{}"), Version: 1}},
		"the same new one twice":  {changed, fresh, fresh},
		"the same changed, twice": {changed, changed},
	} {
		if err := s.Put(ctx, puts...); !errors.Is(err, signin.ErrConflict) {
			t.Errorf("%s: %v, want ErrConflict", name, err)
		}
		if got, err := s.Find(ctx, "k", []byte("a")); err != nil || !reflect.DeepEqual(got, a) {
			t.Errorf("%s: a is %+v, %v", name, got, err)
		}
		if _, err := s.Find(ctx, "k", []byte("c")); !errors.Is(err, signin.ErrUnknown) {
			t.Errorf("%s: c is there: %v", name, err)
		}
	}
	if err := s.Put(ctx, changed); err != nil {
		t.Fatal(err)
	}
	if got, _ := s.Find(ctx, "k", []byte("a")); got.Version != 2 || string(got.Data) != `"changed"` {
		t.Errorf("a is %+v", got)
	}
}

func TestListsHoldWhatHasNotEnded(t *testing.T) {
	s, _ := open(t)
	ended, last, ever := record1("b", noon), record1("a", noon.Add(time.Millisecond)), record1("c", time.Time{})
	early, other := record1("d", time.Time{}), record1("e", time.Time{})
	early.Made, other.Person = noon.Add(-time.Hour), "q"
	if err := s.Put(ctx, ended, last, ever, early, other); err != nil {
		t.Fatal(err)
	}
	keys := func(all []signin.Record, err error) (keys string) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range all {
			keys += string(r.Key)
		}
		return keys
	}
	if got := keys(s.Of(ctx, "k", "p", noon)); got != "dac" {
		t.Errorf("Of = %s, want dac", got)
	}
	if got := keys(s.All(ctx, "k", noon, 10)); got != "dace" {
		t.Errorf("All = %s, want dace", got)
	}
	if got := keys(s.All(ctx, "k", noon, 2)); got != "da" {
		t.Errorf("All of two = %s, want da", got)
	}
	if err := s.Forget(ctx, noon.Add(time.Millisecond)); err != nil {
		t.Fatal(err)
	}
	if got := keys(s.All(ctx, "k", noon.Add(-time.Hour), 10)); got != "dace" {
		t.Errorf("after Forget there are %s, want dace", got)
	}
	if _, err := s.Find(ctx, "k", []byte("b")); !errors.Is(err, signin.ErrUnknown) {
		t.Errorf("what ended is there: %v", err)
	}
}

func TestOneOfManyWritesWins(t *testing.T) {
	s, _ := open(t)
	r := record1("a", time.Time{})
	if err := s.Put(ctx, r); err != nil {
		t.Fatal(err)
	}
	r.Version = 1
	var wg sync.WaitGroup
	won := make(chan bool, 20)
	for range 20 {
		wg.Go(func() {
			switch err := s.Put(ctx, r); {
			case err == nil:
				won <- true
			case !errors.Is(err, signin.ErrConflict):
				t.Error(err)
			}
		})
	}
	wg.Wait()
	if len(won) != 1 {
		t.Errorf("%d writes won, want 1", len(won))
	}
}

// The office stores a receipt in one transaction with the report.
func TestPutInAnothersTransaction(t *testing.T) {
	s, db := open(t)
	if _, err := db.Exec(`CREATE TABLE report (words TEXT) STRICT`); err != nil {
		t.Fatal(err)
	}
	for _, commit := range []bool{false, true} {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := tx.Exec(`INSERT INTO report VALUES ('x')`); err != nil {
			t.Fatal(err)
		}
		if err := PutIn(ctx, tx, record1("a", time.Time{})); err != nil {
			t.Fatal(err)
		}
		if commit {
			err = tx.Commit()
		} else {
			err = tx.Rollback()
		}
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.Find(ctx, "k", []byte("a")); (err == nil) != commit {
			t.Errorf("commit %v: Find gives %v", commit, err)
		}
	}
}

func TestMigrationsRunOnce(t *testing.T) {
	s, db := open(t)
	if err := s.Put(ctx, record1("a", time.Time{})); err != nil {
		t.Fatal(err)
	}
	again, err := New(ctx, db, db)
	if err != nil {
		t.Fatal(err)
	}
	if _, err := again.Find(ctx, "k", []byte("a")); err != nil {
		t.Errorf("after it was opened again: %v", err)
	}
	if _, err := db.Exec(`INSERT INTO signin_migration VALUES (1000)`); err != nil {
		t.Fatal(err)
	}
	if _, err := New(ctx, db, db); err == nil {
		t.Error("a database of a newer program is opened")
	}
}
