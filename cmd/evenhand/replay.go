package main

import (
	"bufio"
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"strings"

	"github.com/evenhand/evenhand/matter"
)

const replayHelp = `Usage:
    evenhand replay --dcr GRAPH.xml TRACES.csv

Replay traces against a DCR graph (Dynamic Condition Response graph) with the
kernel that runs rule books, and print a line a trace: "ID accepted", or
"ID refused at N: why". A trace is accepted when each of its events is enabled
in turn and no included response is owed at the end. N counts the events from
1; what is still owed at the end is refused at one past the last.

GRAPH.xml is in the dialect of dcr-js or in that of DCR Solutions: conditions,
responses, includes, excludes, milestones, nesting and the first marking. What
else it says of times, data or sub-processes is refused, not passed over.
TRACES.csv has the columns trace and event, a row an event, in order; a row
without an event only names its trace, which may so be empty. Where several
events of the graph bear a name, a trace is accepted if some choice is.

Example:
    $ evenhand replay --dcr permit.xml traces.csv
    a accepted
    b refused at 2: Decide needs Hear neighbours

Exit status: 0 all accepted, 1 some refused, 2 wrong use, 3 could not be done.
`

func runReplay(e env, args []string) (found bool, err error) {
	options := newOptions("replay")
	dcr := options.String("dcr", "", "the graph")
	rest, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if *dcr == "" {
		return false, seeHelp(options, wrongUse("replay needs a graph: --dcr GRAPH.xml"))
	}
	if len(rest) != 1 {
		return false, seeHelp(options, wrongUse("replay takes one file of traces"))
	}
	graph, err := readGraph(*dcr)
	if err != nil {
		return false, err
	}
	traces, err := readTraces(rest[0])
	if err != nil {
		return false, err
	}
	for _, t := range traces {
		at, why, err := graph.Replay(t.events)
		switch {
		case err != nil:
			return found, fmt.Errorf("trace %s, event %d: %w", oneLine(t.id), at, err)
		case at == 0:
			fmt.Fprintf(e.stdout, "%s accepted\n", oneLine(t.id))
		default:
			found = true
			fmt.Fprintf(e.stdout, "%s refused at %d: %s\n", oneLine(t.id), at, oneLine(why))
		}
	}
	return found, nil
}

// oneLine keeps a name from a file from ending the line in which it is printed.
func oneLine(name string) string {
	return strings.Join(strings.FieldsFunc(name, func(r rune) bool { return r == '\n' || r == '\r' }), " ")
}

func readGraph(name string) (*matter.Graph, error) {
	src, err := readFile(name, mostText)
	if err != nil {
		return nil, err
	}
	g, err := matter.ReadDCR(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("%s:%w", name, err)
	}
	return g, nil
}

// A trace is a row of event names.
type trace struct {
	id     string
	events []string
}

// readTraces reads a file of traces, in the order in which they first appear.
func readTraces(name string) ([]trace, error) {
	src, err := readFile(name, mostTraces)
	if err != nil {
		return nil, err
	}
	traces, err := parseTraces(bytes.NewReader(src))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return traces, nil
}

func parseTraces(r io.Reader) ([]trace, error) {
	in := bufio.NewReader(r)
	if bom, _ := in.Peek(3); string(bom) == "\ufeff" {
		in.Discard(3)
	}
	rows := csv.NewReader(in)
	rows.ReuseRecord = true
	header, err := rows.Read()
	if errors.Is(err, io.EOF) {
		return nil, withHint(errors.New("the file is empty"), "its first line is: trace,event")
	}
	if err != nil {
		return nil, err
	}
	id, event := column(header, "trace"), column(header, "event")
	if id < 0 || event < 0 {
		return nil, withHint(errors.New("the first line names no columns trace and event"), "its first line is: trace,event")
	}
	return groupTraces(rows, id, event)
}

func groupTraces(rows *csv.Reader, id, event int) ([]trace, error) {
	var traces []trace
	index := map[string]int{}
	for {
		row, err := rows.Read()
		if errors.Is(err, io.EOF) {
			return traces, nil
		}
		if err != nil {
			return nil, err
		}
		i, ok := index[row[id]]
		if !ok {
			i = len(traces)
			index[strings.Clone(row[id])] = i
			traces = append(traces, trace{id: strings.Clone(row[id])})
		}
		if row[event] != "" {
			traces[i].events = append(traces[i].events, strings.Clone(row[event]))
		}
	}
}

func column(header []string, name string) int {
	for i, h := range header {
		if strings.EqualFold(strings.TrimSpace(h), name) {
			return i
		}
	}
	return -1
}
