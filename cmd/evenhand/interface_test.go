package main

import (
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// What other programs depend on: names, types and statuses. To add to it is allowed, to change it is not.

// testDay is today for the tests.
func testDay() time.Time { return time.Date(2026, 6, 1, 12, 0, 0, 0, time.UTC) }

var (
	bookShape = object(fields{"title": someText, "version": someText, "sha256": aHash})

	storyShape = listOf(object(fields{"day": atLeast(0), "act": someText, "clause": aText}))

	boundShape = fields{"worstCaseDays": orNull(atLeast(0)), "upperBoundDays": orNull(atLeast(0))}

	checkShape = object(fields{
		"book": bookShape,
		"matters": listOf(object(fields{
			"procedure": someText, "states": atLeast(1), "zones": atLeast(0), "bytesPerState": atLeast(0),
			"worstCase":     oneOf("exact", "bounded", "unbounded", "not proven"),
			"worstCaseDays": orNull(atLeast(0)), "upperBoundDays": orNull(atLeast(0)),
			"worstCaseStory": storyShape, "?start": aDate,
			"?withOutsideFacts": object(boundShape),
			"assumptions":       listOf(someText),
		})),
		"defects": listOf(object(fields{
			"check": someText, "severity": oneOf("error", "warning", "note"), "clause": aText,
			"file": someText, "line": atLeast(1), "column": atLeast(1), "message": someText,
			"story": storyShape, "?start": aDate, "help": aText,
		})),
		"notProven":    listOf(object(fields{"check": someText, "why": someText})),
		"statesBudget": atLeast(1), "bytesPerState": atLeast(1),
	})

	countShape = fields{
		"clause": aText, "norm": someText, "says": aText,
		"kept": atLeast(0), "broken": atLeast(0), "notShown": atLeast(0), "undetermined": atLeast(0), "consequent": atLeast(0),
	}

	verdictShape = object(fields{
		"matter": aText, "clause": aText, "norm": someText, "verdict": oneOf("broken", "notShown", "undetermined"),
		"date": orNull(anEDTF), "since": orNull(anEDTF), "due": orNull(anEDTF), "daysLate": orNull(atLeast(1)),
		"consequent": aTruth, "message": someText,
	})

	logShape = object(fields{
		"events": atLeast(0), "matters": atLeast(0), "unreadable": atLeast(0), "from": aDate, "to": aDate, "horizon": aDate,
	})
)

// auditShape is what an audit prints, with the verdicts or without them.
func auditShape(verdicts bool) shape {
	book := fields{
		"book": bookShape,
		"versions": listOf(object(fields{
			"version": someText, "sha256": aHash, "inForce": aDate, "matters": atLeast(0)})),
		"norms":   listOf(object(countShape)),
		"unknown": listOf(object(fields{"event": aText, "count": atLeast(1), "line": atLeast(1)})),
		"ignored": atLeast(0), "unknownMore": atLeast(0), "mattersApart": atLeast(0), "mattersCrowded": atLeast(0),
		"mattersBefore": atLeast(0), "versionByReceipt": atLeast(0),
		"?limits": listOf(anything), "?measures": listOf(anything), "?spells": listOf(anything), "?overlaps": listOf(anything), "?endings": listOf(anything),
	}
	if verdicts {
		book["verdicts"] = listOf(verdictShape)
	}
	return object(fields{"log": logShape, "books": listOf(object(book))})
}

func anything(string, any) []string { return nil }

const models = "../../modelrules/"

// The report of a check has the shape that programs read, whatever was found: nothing, defects with and without a
// story, an exact worst case, none, and one that is not proven.
func TestCheckJSON(t *testing.T) {
	tests := []struct {
		name   string
		args   []string
		status int // -1 for any
	}{
		{"a book that passes", []string{"testdata/notes.md"}, statusNothing},
		{"a book that is not", []string{models + "party-2019"}, statusFound},
		{"a budget that ends the search", []string{"--budget", "3", models + "union"}, -1},
		{"a file of a folder", []string{models + "party-2019/2019-1.md"}, statusFound},
		{"one procedure", []string{"--procedure", "whip-motion", models + "party-2019"}, statusFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			stdout, stderr, status := ran(append([]string{"check", "--json"}, tt.args...)...)
			if status != tt.status && tt.status >= 0 || stderr != "" {
				t.Fatalf("status %d, want %d; %s", status, tt.status, stderr)
			}
			reports := decoded(t, stdout)
			if len(reports) != 1 || strings.Count(stdout, "\n") != 1 {
				t.Fatalf("%d objects on %d lines, want one on one", len(reports), strings.Count(stdout, "\n"))
			}
			mustHaveShape(t, checkShape, reports[0])
			mustBeConsistent(t, reports[0])
		})
	}
}

// mustBeConsistent holds a report against itself: what a story and a worst case promise together.
func mustBeConsistent(t *testing.T, report any) {
	t.Helper()
	for _, m := range part(report, "matters").([]any) {
		days, bound, known := part(m, "worstCaseDays"), part(m, "upperBoundDays"), part(m, "worstCase")
		if (known == "exact") != (days != nil && days == bound) {
			t.Errorf("%v is %v with %v of %v days", part(m, "procedure"), known, days, bound)
		}
		if none := known == "unbounded" || known == "not proven"; none && (days != nil || bound != nil) {
			t.Errorf("%v is %v and has %v of %v days", part(m, "procedure"), known, days, bound)
		}
		story := part(m, "worstCaseStory").([]any)
		if days != nil && (len(story) == 0 || part(story, len(story)-1, "day") != days) {
			t.Errorf("the story of %v does not last %v days", part(m, "procedure"), days)
		}
		mustBeStory(t, story, m)
	}
	for _, d := range part(report, "defects").([]any) {
		mustBeStory(t, part(d, "story").([]any), d)
		if _, err := os.Stat(part(d, "file").(string)); err != nil {
			t.Error(err)
		}
	}
}

// mustBeStory holds that days go on, and that a story has the day on which it starts and nothing else has.
func mustBeStory(t *testing.T, story []any, owner any) {
	t.Helper()
	last := int64(0)
	for _, step := range story {
		day, _ := part(step, "day").(json.Number).Int64()
		if day < last {
			t.Errorf("day %d stands after day %d", day, last)
		}
		last = day
	}
	if start := part(owner, "start"); (start != nil) != (len(story) > 0) {
		t.Errorf("a story of %d steps starts on %v", len(story), start)
	}
}

// Several books give an object a line, in their order. One that cannot be read is complained of, keeps nobody from the
// others, and makes the status 3.
func TestCheckJSONOfSeveralBooks(t *testing.T) {
	missing := filepath.Join(t.TempDir(), "missing.md")
	stdout, stderr, status := ran("check", "--json", models+"party-2019", missing, models+"club")
	if status != statusFault || !strings.Contains(stderr, "missing.md: no such file or directory") {
		t.Errorf("status %d, %q", status, stderr)
	}
	var titles []any
	for line := range strings.Lines(stdout) {
		report := decoded(t, line)
		mustHaveShape(t, checkShape, report[0])
		titles = append(titles, part(report[0], "book", "title"))
	}
	if len(titles) != 2 || titles[0] != "Party rules in the shape of 2019" || titles[1] != "Rules of a small club" {
		t.Errorf("the books are %v", titles)
	}
}

// Notes alone are nothing found: the status is 0 and the notes are told.
func TestNotesAloneAreNothing(t *testing.T) {
	stdout, stderr, status := ran("check", "--json", "testdata/notes.md")
	report := decoded(t, stdout)[0]
	mustHaveShape(t, checkShape, report)
	if defects := part(report, "defects").([]any); len(defects) == 0 || status != statusNothing || stderr != "" {
		t.Errorf("%d defects, status %d, %q", len(defects), status, stderr)
	}
	for _, d := range part(report, "defects").([]any) {
		if part(d, "severity") != "note" {
			t.Errorf("%v is no note", d)
		}
	}
}

// An audit has the shape that programs read, and --summary leaves out the verdicts and nothing else.
func TestAuditJSON(t *testing.T) {
	logs, err := filepath.Glob(models + "*/chronologies/*.csv")
	if err != nil || len(logs) < 5 {
		t.Fatalf("%d chronologies, %v", len(logs), err)
	}
	for _, log := range logs {
		t.Run(filepath.Base(filepath.Dir(filepath.Dir(log)))+" "+filepath.Base(log), func(t *testing.T) {
			book := filepath.Dir(filepath.Dir(log))
			whole, stderr, status := ran("audit", "--json", "--book", book, log)
			if status > statusFound || stderr != "" || strings.Count(whole, "\n") != 1 {
				t.Fatalf("status %d, %d lines, %s", status, strings.Count(whole, "\n"), stderr)
			}
			report := decoded(t, whole)[0]
			mustHaveShape(t, auditShape(true), report)
			mustCount(t, report, status)
			short, _, again := ran("audit", "--json", "--summary", "--book", book, log)
			summary := decoded(t, short)[0]
			mustHaveShape(t, auditShape(false), summary)
			if was, is := normsOf(t, report), normsOf(t, summary); was != is || again != status {
				t.Errorf("--summary counts %s with status %d, want %s with %d", is, again, was, status)
			}
		})
	}
}

func normsOf(t *testing.T, report any) string {
	t.Helper()
	text, err := json.Marshal(part(report, "books", 0, "norms"))
	if err != nil {
		t.Fatal(err)
	}
	return string(text)
}

// mustCount holds the counts of norms against the verdicts and the exit status.
func mustCount(t *testing.T, report any, status int) {
	t.Helper()
	count := func(v any) int64 { n, _ := v.(json.Number).Int64(); return n }
	broken := int64(0)
	for _, n := range part(report, "books", 0, "norms").([]any) {
		broken += count(part(n, "broken"))
		if count(part(n, "consequent")) > count(part(n, "broken")) {
			t.Errorf("%v has more consequent breaches than breaches", part(n, "norm"))
		}
	}
	listed := int64(0)
	for _, v := range part(report, "books", 0, "verdicts").([]any) {
		if part(v, "verdict") == "broken" {
			listed++
		} else if part(v, "daysLate") != nil || part(v, "consequent") == true {
			t.Errorf("%v was not broken and is late or consequent", v)
		}
	}
	if (broken > 0) != (status == statusFound) || (listed > 0) != (broken > 0) || listed < broken {
		t.Errorf("%d norms broken, %d breaches listed, status %d", broken, listed, status)
	}
}

// Several books judge one record in one object, in their order.
func TestAuditJSONOfSeveralBooks(t *testing.T) {
	stdout, stderr, status := ran("audit", "--json", "--book", models+"party-2019", "--book", models+"party",
		"--map", models+"party-2019/log.map", models+"party-2019/chronologies/affair.csv")
	if status != statusFound || strings.Contains(stderr, "error") {
		t.Fatalf("status %d, %s", status, stderr)
	}
	report := decoded(t, stdout)[0]
	mustHaveShape(t, auditShape(true), report)
	if books := part(report, "books").([]any); len(books) != 2 ||
		part(books, 0, "book", "title") != "Party rules in the shape of 2019" {
		t.Errorf("the books are %v", books)
	}
}

// The statuses, and what goes where: results to standard output, complaints to standard error.
func TestStatusesAndStreams(t *testing.T) {
	book, log := models+"club", models+"club/chronologies/proved.csv"
	dir := t.TempDir()
	write := func(name, text string) string {
		name = filepath.Join(dir, name)
		if err := os.WriteFile(name, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return name
	}
	empty := write("empty.md", "")
	twin := filepath.Join(dir, "twins")
	if err := os.Mkdir(twin, 0o700); err != nil {
		t.Fatal(err)
	}
	version := "---\ntitle: A\nversion: 1\nin-force: 2026-01-01\n---\n\n1.1 Words.\n\n```rule\nrule none: words\n```\n"
	write("twins/a.md", version)
	write("twins/b.md", strings.Replace(version, "2026-01-01", "2026-02-01", 1))
	write("no entries.csv", "date,event\n")
	tests := []struct {
		name   string
		args   string
		status int
		says   string // on standard error
	}{
		{"no command", "", 2, "no command"},
		{"unknown command", "chekc", 2, `did you mean "check"`},
		{"an option for a command", "--json", 2, "unknown command"},
		{"no book", "check", 2, "check needs a book"},
		{"an option after the book", "check " + book + " --jsno", 2, "did you mean --json"},
		{"a date that is none", "check --on 2026-02-30 " + book, 2, "February 2026 has 28 days"},
		{"an option without its value", "check " + book + " --on", 2, "needs a value"},
		{"a number that is none", "check --budget many " + book, 2, "budget"},
		{"two forms at once", "check --json --sarif " + book, 2, "cannot be had together"},
		{"a book that is not there", "check " + dir + "/nowhere", 3, "no such file"},
		{"standard input as a book", "check -", 3, "no such file"},
		{"an empty book", "check " + empty, 3, "front matter"},
		{"a folder without versions", "check " + dir, 3, "holds no version"},
		{"two versions of one name", "check " + twin, 3, "version 1 is also that of"},
		{"a log that is not there", "audit --book " + book + " " + dir + "/nowhere.csv", 3, "no such file"},
		{"a folder as a log", "audit --book " + book + " " + dir, 3, "is a folder"},
		{"a log without entries", "audit --book " + book + " " + dir + "/no%20entries.csv", 3, "no entry"},
		{"a map that is not there", "audit --map " + dir + "/nowhere.map --book " + book + " " + log, 3, "no such file"},
		{"a record that keeps its book", "audit --book " + book + " " + log, 0, ""},
		{"help", "check --help", 0, ""},
		{"help, whatever else is said", "audit --help --jsno", 0, ""},
		{"a picture of a book that is not there", "explain --svg " + dir + "/nowhere", 3, "no such file"},
		{"a picture of two books", "explain --svg " + book + " " + book, 2, "one rule book"},
		{"a file to format that is not there", "fmt " + dir + "/nowhere.md", 3, "no such file"},
		{"a folder to format", "fmt " + book, 3, "is a directory"},
		{"nothing to compare", "diff " + book, 2, ""},
		{"a graph that is not there", "replay --dcr " + dir + "/nowhere.xml " + log, 3, "no such file"},
		{"traces without a graph", "replay " + log, 2, "needs a graph"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			args := strings.Fields(tt.args)
			for i := range args {
				args[i] = strings.ReplaceAll(args[i], "%20", " ")
			}
			stdout, stderr, status := ran(args...)
			if status != tt.status {
				t.Errorf("status %d, want %d: %s", status, tt.status, stderr)
			}
			if status >= statusMisuse && (stdout != "" || !strings.Contains(stderr, "evenhand: error: ")) {
				t.Errorf("printed %q, complained %q", stdout, stderr)
			}
			if status < statusMisuse && (stdout == "" || stderr != "") {
				t.Errorf("printed %q, complained %q", stdout, stderr)
			}
			if !strings.Contains(stderr, tt.says) {
				t.Errorf("standard error is %q, want %q in it", stderr, tt.says)
			}
			if status == statusMisuse && !strings.Contains(stderr, "evenhand: hint: ") {
				t.Errorf("wrong use without a hint: %q", stderr)
			}
		})
	}
}

// Books and logs may lie anywhere: in folders with spaces, accents, or bytes that are no text.
func TestOddPaths(t *testing.T) {
	src, err := os.ReadFile("testdata/notes.md")
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"with space", "ünïcode", "bad\xffbyte", "-dash", "a:b", "100%", "a\"b"} {
		dir := filepath.Join(t.TempDir(), name)
		if err := os.MkdirAll(dir, 0o700); err != nil {
			t.Logf("%q cannot be had here: %v", name, err)
			continue
		}
		file := filepath.Join(dir, "book.md")
		if err := os.WriteFile(file, src, 0o600); err != nil {
			t.Fatal(err)
		}
		for _, arg := range []string{file, dir} {
			stdout, stderr, status := ran("check", "--json", arg)
			if status != statusNothing || stderr != "" {
				t.Errorf("%q: status %d, %s", arg, status, stderr)
				continue
			}
			mustHaveShape(t, checkShape, decoded(t, stdout)[0])
			stdout, _, _ = ran("check", "--sarif", arg)
			mustBeSARIF(t, stdout)
		}
	}
}
