package demo

import (
	"embed"
	"fmt"
	"io/fs"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/evenhand/evenhand/calendar"
)

//go:embed matters/*.txt
var matters embed.FS

// A Story is one matter of the demonstration as its chronology tells it.
//
// The file begins with its number, title and what it shows. An entry is a line with the day and hour in London, a verb
// and what it is about, and who did it; what belongs to it stands below, indented, as "name: value". A value goes on in
// lines that are indented further.
type Story struct {
	Number  int
	Title   string
	Shows   string
	entries []entry
}

// An entry is one thing that somebody did.
type entry struct {
	story  int
	line   int
	at     time.Time
	each   bool // in every matter of the file, not the first alone
	verb   string
	what   string
	by     string
	fields []field
}

type field struct{ name, value string }

// get is the value of a field; empty when there is none.
func (e *entry) get(name string) string {
	for _, f := range e.fields {
		if f.name == name {
			return f.value
		}
	}
	return ""
}

// all lists the values of a field.
func (e *entry) all(name string) []string {
	var list []string
	for _, f := range e.fields {
		if f.name == name {
			list = append(list, f.value)
		}
	}
	return list
}

// pairs reads fields whose values are a name and a value.
func (e *entry) pairs(name string) map[string]string {
	m := map[string]string{}
	for _, v := range e.all(name) {
		key, value, _ := strings.Cut(v, " ")
		m[key] = strings.TrimSpace(value)
	}
	return m
}

// Stories reads the chronologies, by their numbers.
func Stories() ([]Story, error) {
	files, err := fs.Glob(matters, "matters/*.txt")
	if err != nil {
		return nil, err
	}
	var list []Story
	for i, file := range files {
		text, err := matters.ReadFile(file)
		if err != nil {
			return nil, err
		}
		s, err := readStory(i+1, string(text))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", file, err)
		}
		list = append(list, s)
	}
	return list, nil
}

var entryLine = regexp.MustCompile(`^(\d{4}-\d\d-\d\d \d\d:\d\d) (each )?([a-z]+)(?: (.*?))? by (.+)$`)

// london is the time of the demonstration.
var london = func() *time.Location {
	cal, err := calendar.New(calendar.Options{Zone: "Europe/London"})
	if err != nil {
		panic(err) // the zone is one of those the package carries
	}
	return cal.Location()
}()

func readStory(number int, text string) (Story, error) {
	s := Story{Number: number}
	for i, line := range strings.Split(text, "\n") {
		trimmed := strings.TrimSpace(line)
		indent := len(line) - len(strings.TrimLeft(line, " "))
		var last *entry
		if n := len(s.entries); n > 0 {
			last = &s.entries[n-1]
		}
		switch {
		case trimmed == "" || strings.HasPrefix(line, "#"):
		case indent == 0 && strings.HasPrefix(line, "title: "):
			s.Title = line[len("title: "):]
		case indent == 0 && strings.HasPrefix(line, "shows: "):
			s.Shows = line[len("shows: "):]
		case indent == 0:
			e, err := readEntry(line)
			if err != nil {
				return s, fmt.Errorf("line %d: %w", i+1, err)
			}
			e.story, e.line = number, i+1
			s.entries = append(s.entries, e)
		case last == nil:
			return s, fmt.Errorf("line %d: it belongs to no entry", i+1)
		case indent <= 2:
			name, value, ok := strings.Cut(trimmed, ": ")
			if !ok {
				return s, fmt.Errorf("line %d: want a name and a value", i+1)
			}
			last.fields = append(last.fields, field{name, value})
		case len(last.fields) == 0:
			return s, fmt.Errorf("line %d: it goes on from nothing", i+1)
		default:
			f := &last.fields[len(last.fields)-1]
			f.value += "\n" + trimmed
		}
	}
	return s, nil
}

func readEntry(line string) (entry, error) {
	m := entryLine.FindStringSubmatch(line)
	if m == nil {
		return entry{}, fmt.Errorf("want a day, an hour, what was done and by whom: %q", line)
	}
	at, err := time.ParseInLocation("2006-01-02 15:04", m[1], london)
	if err != nil {
		return entry{}, err
	}
	return entry{at: at, each: m[2] != "", verb: m[3], what: m[4], by: m[5]}, nil
}

// merged lists the entries of all stories in the order in which they happened.
func merged(stories []Story) []entry {
	var list []entry
	for _, s := range stories {
		list = append(list, s.entries...)
	}
	slices.SortStableFunc(list, func(a, b entry) int { return a.at.Compare(b.at) })
	return list
}
