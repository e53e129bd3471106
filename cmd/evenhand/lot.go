package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"

	"github.com/evenhand/evenhand/lot"
)

const lotHelp = `Usage:
    evenhand lot [--json] [--commitment HASH] FILE

Draw a lot again from its FILE and print each step: the terms, the commitment
to them, the shares of the seed, the ranking, the seats, the reserves and each
replacement. Then "the draw holds", or the line where it does not.

FILE was published in parts: first the terms with their commitment, then the
draw, then the replacements. It may end after any of these. A file that was
written anew from its first line holds in itself, so give the HASH that was
published before the draw. The same goes by hand, with sha256sum, as section 6
of doc/spec/lot.md says.

Options:
    --commitment HASH  hold the terms against the commitment as published
    --json             print one JSON object

Example:
    $ evenhand lot panel.lot

Exit status: 0 holds, 1 does not hold, 2 wrong use, 3 could not be done.
`

func runLot(e env, args []string) (found bool, err error) {
	options := newOptions("lot")
	asJSON := options.Bool("json", false, "")
	published := options.String("commitment", "", "")
	names, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if len(names) != 1 {
		return false, seeHelp(options, wrongUse("lot takes one file"))
	}
	if *published != "" && (len(*published) != 64 || strings.Trim(*published, "0123456789abcdef") != "") {
		return false, seeHelp(options, wrongUse("--commitment %.80q is not 64 lower-case hexadecimal digits", *published))
	}
	src, err := readFile(names[0], mostText)
	if err != nil {
		return false, err
	}
	report, err := lot.Verify(src)
	if err != nil {
		return false, fmt.Errorf("%s: %w", names[0], err)
	}
	holdAgainst(&report, lot.Hash(*published))
	_, failed := report.Failed()
	if *asJSON {
		return failed, printLotJSON(e.stdout, names[0], report)
	}
	printLot(e.stdout, names[0], report)
	return failed, nil
}

// holdAgainst adds to a report that holds the step of comparing its commitment with the one published.
func holdAgainst(r *lot.Report, published lot.Hash) {
	if _, failed := r.Failed(); failed || published == "" {
		return
	}
	step := lot.Step{Name: "published", Holds: r.Lot.Commitment() == published, Says: "the commitment is the one published"}
	if !step.Holds {
		step.Says = fmt.Sprintf("the commitment is %s, and %s was published", r.Lot.Commitment(), published)
	}
	r.Steps = append(r.Steps, step)
}

func printLot(w io.Writer, name string, r lot.Report) {
	width := 0
	for _, s := range r.Steps {
		width = max(width, len(s.Name))
	}
	for _, s := range r.Steps {
		verdict := "holds"
		if !s.Holds {
			verdict = "fails"
		}
		fmt.Fprintf(w, "%s  %-*s  %s\n", verdict, width, s.Name, s.Says)
	}
	step, failed := r.Failed()
	switch {
	case failed && step.Line > 0:
		fmt.Fprintf(w, "%s:%d: the draw does not hold: %s\n", name, step.Line, step.Name)
	case failed:
		fmt.Fprintf(w, "%s: the draw does not hold: %s\n", name, step.Name)
	case r.Lot.Drawn():
		printSeats(w, r.Lot)
		fmt.Fprintln(w, "the draw holds")
	default:
		fmt.Fprintln(w, "the commitment holds")
	}
	for _, n := range r.Notes {
		fmt.Fprintf(w, "note: %s\n", n)
	}
}

func printSeats(w io.Writer, l lot.Lot) {
	t := l.Terms()
	fmt.Fprintf(w, "%s of %s: %s; reserves: %s\n", t.Body, t.Matter, refs(l.Seated()), refs(l.Reserves()))
}

func refs(list []lot.Ref) string {
	if len(list) == 0 {
		return "none"
	}
	return strings.Join(refWords(list), ", ")
}

func refWords(list []lot.Ref) []string {
	words := make([]string, len(list))
	for i, ref := range list {
		words[i] = string(ref)
	}
	return words
}

// lotJSON is what --json prints. What the lot gives is there only if the file holds.
type lotJSON struct {
	File       string        `json:"file"`
	Holds      bool          `json:"holds"`
	Drawn      bool          `json:"drawn"`
	Matter     string        `json:"matter,omitempty"`
	Body       string        `json:"body,omitempty"`
	Commitment lot.Hash      `json:"commitment,omitempty"`
	Seated     []string      `json:"seated"`
	Reserves   []string      `json:"reserves"`
	Steps      []lotStepJSON `json:"steps"`
	Notes      []string      `json:"notes"`
}

type lotStepJSON struct {
	Step  string `json:"step"`
	Holds bool   `json:"holds"`
	Says  string `json:"says"`
	Line  int    `json:"line,omitempty"`
}

func printLotJSON(w io.Writer, name string, r lot.Report) error {
	_, failed := r.Failed()
	out := lotJSON{File: name, Holds: !failed, Seated: []string{}, Reserves: []string{}, Steps: []lotStepJSON{}, Notes: append([]string{}, r.Notes...)}
	if !failed {
		t := r.Lot.Terms()
		out.Drawn, out.Matter, out.Body, out.Commitment = r.Lot.Drawn(), t.Matter, t.Body, r.Lot.Commitment()
		out.Seated, out.Reserves = refWords(r.Lot.Seated()), refWords(r.Lot.Reserves())
	}
	for _, s := range r.Steps {
		out.Steps = append(out.Steps, lotStepJSON{s.Name, s.Holds, s.Says, s.Line})
	}
	return json.NewEncoder(w).Encode(out)
}
