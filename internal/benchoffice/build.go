package main

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	mathrand "math/rand/v2"
	"os"
	"path/filepath"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/blobs"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/internal/keys"
	"github.com/evenhand/evenhand/internal/sqlite"
)

// The measured caseworkers have so many matters; the others share the rest.
const (
	small, large = 0, 1
	workers      = 200
	members      = 5000
	smallShare   = 200
	largeShare   = 20_000
)

func worker(i int) casework.PersonID { return casework.PersonID(fmt.Sprintf("worker-%03d", i)) }
func member(i int) casework.PersonID { return casework.PersonID(fmt.Sprintf("member-%04d", i%members)) }

// stand-ins in the stories from which all matters are made.
const (
	complainant = "standin-complainant"
	respondent  = "standin-respondent"
	caseworker  = "standin-caseworker"
	assessor    = "standin-assessor"
	words       = "standin-words"
)

// A story is a matter that was run through the office.
type story struct {
	rows  []casework.Row
	entry casework.Entry
}

// build fills the folder, unless it has been filled.
func (b *bench) build(ctx context.Context) error {
	if _, err := os.Stat(filepath.Join(b.dir, "office.db")); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	begun := time.Now()
	stories, err := stories(ctx)
	if err != nil {
		return fmt.Errorf("run the stories: %w", err)
	}
	if err := os.MkdirAll(b.dir, 0o700); err != nil {
		return err
	}
	o, store, err := b.open(ctx)
	if err != nil {
		return err
	}
	defer store.Close()
	if err := o.Organise(ctx, "admin", organisation()...); err != nil {
		return err
	}
	events := 0
	r := mathrand.New(mathrand.NewPCG(5, 6))
	const together = 1000
	for from := 0; from < b.matters; from += together {
		var c casework.Change
		for i := from; i < min(from+together, b.matters); i++ {
			s := stories[r.IntN(len(stories))].as(r, i, b.matters)
			c.Appends = append(c.Appends, casework.Append{Stream: s.entry.ID, Rows: s.rows})
			c.Entries = append(c.Entries, s.entry)
			events += len(s.rows)
		}
		if err := store.Commit(ctx, c); err != nil {
			return err
		}
	}
	info, err := os.Stat(filepath.Join(b.dir, "office.db"))
	if err != nil {
		return err
	}
	fmt.Printf("%d matters with %d events built in %.0f s, %d MB\n", b.matters, events, time.Since(begun).Seconds(), info.Size()/1e6)
	return nil
}

// keeper is who keeps the i-th of n matters. The measured ones' lie among the others'.
func keeper(i, n int) int {
	spread := i * 7919 % n
	switch {
	case spread < smallShare:
		return small
	case spread < smallShare+largeShare:
		return large
	}
	return 2 + i%(workers-2)
}

const letters = "23456789ABCDEFGHJKMNPQRSTVWXYZ"

// reference is that of the i-th matter: each another, and in no order.
func reference(i int) string {
	n := uint64(i)*0x9E3779B97F4A7C15>>24 ^ uint64(i)<<40>>24
	n = uint64(i) + n<<20
	out := make([]byte, 9)
	for k := range out {
		if out[k] = letters[n%30]; k == 4 {
			out[k] = '-'
			continue
		}
		n /= 30
	}
	return string(out)
}

// as tells a story as the i-th of n matters, of other people, in other words.
func (s story) as(r *mathrand.Rand, i, n int) story {
	id := casework.ID(fmt.Sprintf("%016x%016x", r.Uint64(), uint64(i)))
	from, to, who := member(r.IntN(members)), member(r.IntN(members)), worker(keeper(i, n))
	text := sentence(r, 40)
	swap := strings.NewReplacer(complainant, string(from), respondent, string(to), caseworker, string(who), words, text, s.entry.Reference, reference(i))
	out := story{rows: make([]casework.Row, len(s.rows)), entry: s.entry}
	for k, row := range s.rows {
		row.Stream = id
		row.By, row.For = casework.PersonID(swap.Replace(string(row.By))), casework.PersonID(swap.Replace(string(row.For)))
		row.Body = []byte(swap.Replace(string(row.Body)))
		out.rows[k] = row
	}
	e := &out.entry
	e.ID, e.Reference, e.Caseworker, e.Search = id, reference(i), who, swap.Replace(e.Search)+" "+name(int(from[len(from)-1])+r.IntN(3000))
	e.Parts = nil
	for _, p := range s.entry.Parts {
		p.Person = casework.PersonID(swap.Replace(string(p.Person)))
		e.Parts = append(e.Parts, p)
	}
	return out
}

// name makes up a name; there are a few thousand.
func name(i int) string {
	first := []string{"Bar", "Cor", "Del", "Fen", "Gor", "Hal", "Jor", "Kel", "Lor", "Mar", "Nor", "Ped", "Quin", "Ros", "Sel", "Tam", "Vel", "Wil"}
	middle := []string{"a", "e", "i", "o", "u", "ora", "ina", "elo"}
	last := []string{"bank", "brook", "dale", "field", "gate", "hurst", "ley", "moor", "ridge", "stead", "thorpe", "wick", "wood", "worth"}
	return first[i%len(first)] + middle[i/len(first)%len(middle)] + last[i/len(first)/len(middle)%len(last)]
}

// sentence makes up words, some of them far more often than others.
func sentence(r *mathrand.Rand, n int) string {
	var b strings.Builder
	for range n {
		k := r.IntN(1 + r.IntN(1+r.IntN(2000)))
		b.WriteString(strings.ToLower(name(k)))
		b.WriteByte(' ')
	}
	return b.String() + "messages"
}

// organisation is the organisation of the measured office.
func organisation() []casework.What {
	list := []casework.What{book(), casework.Settled{Name: "The Party"}}
	add := func(p casework.PersonID, i int, held ...string) {
		list = append(list, casework.PersonAdded{Person: casework.Person{ID: p, Name: name(i) + " " + name(i*7+3), Address: string(p) + "@example.org", Statuses: []string{"member"}}})
		for _, body := range held {
			list = append(list, casework.Held{Person: p, Body: body})
		}
	}
	add("intake", 1, "caseworker") // takes what comes in while it is measured
	for i := range workers {
		add(worker(i), i, "caseworker")
	}
	for i := range members {
		add(member(i), i)
	}
	add(assessor, 5, "assessment-officer")
	add("auditor", 6, casework.Auditor)
	return list
}

func book() casework.Adopted {
	text, err := os.ReadFile("modelrules/party/2026-1.md")
	if err != nil {
		panic("run me at the root of the module: " + err.Error())
	}
	sum := sha256.Sum256(text)
	a := casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text), Templates: map[string]string{}}
	files, _ := filepath.Glob("modelrules/party/notices/*.md")
	for _, file := range files {
		b, err := os.ReadFile(file)
		if err != nil {
			panic(err)
		}
		a.Templates[filepath.Base(file)] = string(b)
	}
	return a
}

// A stage is an office in which stories are run, day by day.
type stage struct {
	o  *casework.Office
	at time.Time
}

func (s *stage) Now() time.Time { return s.at }

// day goes on to a day, that many after the first.
func (s *stage) day(ctx context.Context, first time.Time, days int) error {
	s.at = first.AddDate(0, 0, days)
	_, err := s.o.Tick(ctx)
	return err
}

// stories runs matters of every age through an office of their own.
func stories(ctx context.Context) ([]story, error) {
	dir, err := os.MkdirTemp("", "benchoffice-stories-")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(dir)
	var list []story
	for age := 25; age <= 64; age += 3 {
		some, err := aged(ctx, filepath.Join(dir, fmt.Sprint(age)), today.AddDate(0, 0, -age))
		if err != nil {
			return nil, err
		}
		list = append(list, some...)
	}
	return list, nil
}

// aged runs matters that began on a day.
func aged(ctx context.Context, dir string, first time.Time) ([]story, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, err
	}
	store, err := sqlite.Open(ctx, filepath.Join(dir, "office.db"), sqlite.Options{})
	if err != nil {
		return nil, err
	}
	defer store.Close()
	key, err := keys.File(filepath.Join(dir, "key"))
	if err != nil {
		return nil, err
	}
	files, err := blobs.Open(filepath.Join(dir, "files"), key)
	if err != nil {
		return nil, err
	}
	s := &stage{at: first}
	if s.o, err = casework.Open(ctx, store, files, s, rand.Reader); err != nil {
		return nil, err
	}
	people := []casework.What{book(), casework.Settled{Name: "The Party"}}
	for id, held := range map[casework.PersonID]string{complainant: "", respondent: "", caseworker: "caseworker", assessor: "assessment-officer", "standin-investigator": ""} {
		people = append(people, casework.PersonAdded{Person: casework.Person{ID: id, Name: string(id), Statuses: []string{"member"}}})
		if held != "" {
			people = append(people, casework.Held{Person: id, Body: held})
		}
	}
	if err := s.o.Organise(ctx, "admin", people...); err != nil {
		return nil, err
	}
	return s.tell(ctx, store, first)
}

// A deed is what somebody does in a story, that many days after its beginning.
type deed struct {
	day int
	by  casework.PersonID
	act casework.Act
}

// The stories. Of ten matters three are open.
var (
	taken = []deed{
		{2, caseworker, casework.Act{Act: "acknowledge"}},
		{9, assessor, casework.Act{Act: "take-up", Outcome: "investigate", Reasons: "The rules cover it."}},
		{11, caseworker, casework.Act{Act: "investigator.name", Outcome: "next-on-rota", Reasons: "Next on the rota.", To: "standin-investigator"}},
		{12, caseworker, casework.Act{Act: "complaint-notice.send", Fields: map[string]string{"substance": "messages"}}},
		{20, "standin-investigator", casework.Act{Act: "evidence.add"}},
		{22, respondent, casework.Act{Act: "account", Text: "It was not so."}},
	}
	dismissed = []deed{
		{2, caseworker, casework.Act{Act: "acknowledge"}},
		{5, assessor, casework.Act{Act: "dismiss", Ground: "not-covered", Reasons: "The rules do not cover it."}},
		{23, "", casework.Act{}},
	}
	plots = [][]deed{dismissed[:1], taken[:4], taken, dismissed, dismissed, dismissed, dismissed, dismissed, dismissed, dismissed}
)

func (s *stage) tell(ctx context.Context, store casework.Store, first time.Time) ([]story, error) {
	var references []string
	for range plots {
		r, err := s.o.Complain(ctx, casework.Complaint{What: words, When: first.Format(time.DateOnly), Who: "somebody of the branch", Sender: complainant, Respondent: respondent,
			Discovery: calendar.MustDate(first.Format(time.DateOnly)), Channel: "web", Files: []casework.Upload{{Name: "messages.txt", Body: strings.NewReader("eleven messages")}}})
		if err != nil {
			return nil, err
		}
		references = append(references, r.Reference)
	}
	for day := range 25 {
		if err := s.day(ctx, first, day); err != nil {
			return nil, err
		}
		for i, plot := range plots {
			for _, d := range plot {
				if d.day != day || d.by == "" {
					continue
				}
				if _, err := s.o.Act(ctx, casework.Viewer{Person: d.by}, references[i], d.act); err != nil {
					return nil, fmt.Errorf("day %d, %s: %w", day, d.act.Act, err)
				}
			}
		}
	}
	s.at = today
	if _, err := s.o.Tick(ctx); err != nil {
		return nil, err
	}
	var list []story
	for _, reference := range references {
		e, err := store.ByReference(ctx, reference)
		if err != nil {
			return nil, err
		}
		rows, err := store.Rows(ctx, e.ID, 0)
		if err != nil {
			return nil, err
		}
		list = append(list, story{rows, e})
	}
	return list, nil
}
