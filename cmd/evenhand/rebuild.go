package main

import (
	"context"
	"fmt"
	"log/slog"

	"github.com/evenhand/evenhand/internal/serve"
)

const rebuildHelp = `Usage:
    evenhand rebuild DIR

Work out the index of the office in DIR (its lists, its search, what is due)
anew from the events, and put it in the place of the old one. Nothing that
happened is changed. Stop the office first.

Example:
    $ evenhand rebuild build/demo
    30 matters, 0 entries were not as the events have it

Exit status: 0 it was right, 1 it was not, 2 wrong use, 3 could not be done.
`

func runRebuild(e env, args []string) (found bool, err error) {
	rest, err := parse(newOptions("rebuild"), args)
	if err != nil {
		return false, err
	}
	if len(rest) != 1 {
		return false, withHint(wrongUse("rebuild takes the folder of one office"), `see "evenhand help rebuild"`)
	}
	ctx := context.Background()
	clock := wallClock{e.now}
	house, err := serve.Open(ctx, rest[0], clock, clock, slog.New(slog.DiscardHandler))
	if err != nil {
		return false, err
	}
	defer house.Close()
	matters, differing, err := house.Office.Rebuild(ctx)
	if err != nil {
		return false, err
	}
	_, err = fmt.Fprintf(e.stdout, "%d matters, %d entries were not as the events have it\n", matters, differing)
	return differing > 0, err
}
