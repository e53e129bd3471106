package sqlite_test

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/blobs"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/sqlite"
)

var ctx = context.Background()

// A clock shows one time until a test moves it.
type clock struct{ at time.Time }

func (c *clock) Now() time.Time { return c.at }

// openOffice opens an office over real parts in a folder.
func openOffice(t *testing.T, dir string, c *clock) (*casework.Office, func()) {
	t.Helper()
	store, err := sqlite.Open(ctx, filepath.Join(dir, "office.db"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	key, err := keys.File(filepath.Join(dir, "key"))
	if err != nil {
		t.Fatal(err)
	}
	files, err := blobs.Open(filepath.Join(dir, "files"), key)
	if err != nil {
		t.Fatal(err)
	}
	o, err := casework.Open(ctx, store, files, c, rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	return o, func() {
		if err := store.Close(); err != nil {
			t.Error(err)
		}
	}
}

func organise(t *testing.T, o *casework.Office) {
	t.Helper()
	text, err := os.ReadFile("../../modelrules/party/2026-1.md")
	if err != nil {
		t.Fatal(err)
	}
	sum := sha256.Sum256(text)
	list := []casework.What{casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text)}}
	for id, body := range map[casework.PersonID]string{"keeper": "caseworker", "assessor": "assessment-officer", "auditor": casework.Auditor, "ann": "", "bob": ""} {
		list = append(list, casework.PersonAdded{Person: casework.Person{ID: id, Name: "Name of " + string(id), Statuses: []string{"member"}}})
		if body != "" {
			list = append(list, casework.Held{Person: id, Body: body})
		}
	}
	if err := o.Organise(ctx, "admin", list...); err != nil {
		t.Fatal(err)
	}
}

// TestOffice has 64 people complain at once, over real parts: each gets a receipt of their own. What was done is there
// when the office is opened again, and the index is what the events make of it.
func TestOffice(t *testing.T) {
	dir, c := t.TempDir(), &clock{time.Date(2026, 2, 2, 9, 0, 0, 0, time.UTC)}
	o, closeOffice := openOffice(t, dir, c)
	organise(t, o)
	receipts := crowd(t, o)
	c.at = c.at.AddDate(0, 0, 2)
	keeper := casework.Viewer{Person: "keeper"}
	for _, r := range receipts[:8] {
		if _, err := o.Act(ctx, keeper, r.Reference, casework.Act{Act: "acknowledge"}); err != nil {
			t.Fatal(err)
		}
	}
	before, err := o.View(ctx, keeper, receipts[0].Reference)
	if err != nil {
		t.Fatal(err)
	}
	closeOffice()

	o, closeOffice = openOffice(t, dir, c)
	defer closeOffice()
	after, err := o.View(ctx, keeper, receipts[0].Reference)
	if err != nil || !reflect.DeepEqual(before, after) {
		t.Errorf("after a restart the matter looks otherwise, %v:\n got %+v\nwant %+v", err, after, before)
	}
	for i, r := range receipts {
		if p, err := o.Redeem(ctx, r.Reference, r.Code); err != nil || p != r.Person {
			t.Errorf("receipt %d is worth %q, %v", i, p, err)
		}
		body, _, err := o.OpenExhibit(ctx, keeper, r.Reference, 1, true)
		if err != nil {
			t.Fatal(err)
		}
		got, err := io.ReadAll(body)
		body.Close()
		if err != nil || !bytes.Equal(got, evidence(i)) {
			t.Errorf("the file of complaint %d comes back as %d bytes, %v", i, len(got), err)
		}
	}
	if n, differing, err := o.Rebuild(ctx); err != nil || n != len(receipts) || differing != 0 {
		t.Errorf("rebuilt %d entries, %d of them otherwise than they were, %v", n, differing, err)
	}
	list, err := o.Queue(ctx, keeper, casework.Query{Words: "telling"})
	if err != nil || len(list) != 50 {
		t.Errorf("the keeper finds %d, %v, want a page of 50", len(list), err)
	}
	for _, who := range []casework.PersonID{"bob", "admin", "stranger"} {
		if list, err := o.Queue(ctx, casework.Viewer{Person: who}, casework.Query{Words: "telling"}); err != nil || len(list) != 0 {
			t.Errorf("%s finds %d, %v, want none", who, len(list), err)
		}
	}
	var export strings.Builder
	if n, err := casework.Export(ctx, o.Store, &export, 0); err != nil || n != len(receipts) || strings.Count(export.String(), "\n") != n {
		t.Errorf("%d matters exported, %v, want %d, a line each", n, err, len(receipts))
	}
}

func evidence(i int) []byte { return bytes.Repeat([]byte(fmt.Sprintf("page %d ", i%9)), 20_000) }

// crowd has 64 people complain at once; some bring the same file.
func crowd(t *testing.T, o *casework.Office) []casework.Receipt {
	t.Helper()
	receipts := make([]casework.Receipt, 64)
	var wg sync.WaitGroup
	for i := range receipts {
		wg.Go(func() {
			r, err := o.Complain(ctx, casework.Complaint{What: "A telling remark.", When: "2026-01-28", Who: "Bob", Sender: "ann", Respondent: "bob",
				Discovery: calendar.MustDate("2026-01-30"), Files: []casework.Upload{{Name: "remark.txt", Body: bytes.NewReader(evidence(i))}}})
			if err != nil {
				t.Errorf("complaint %d: %v", i, err)
			}
			receipts[i] = r
		})
	}
	wg.Wait()
	seen := map[string]bool{}
	for _, r := range receipts {
		seen[r.Reference] = true
	}
	if len(seen) != len(receipts) {
		t.Fatalf("%d receipts for %d complaints", len(seen), len(receipts))
	}
	return receipts
}
