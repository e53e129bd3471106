package main

import (
	"errors"
	"flag"
	"io"
	"strings"

	"github.com/evenhand/evenhand/rulebook"
)

// newOptions returns an empty set of options for the command of that name.
// It prints nothing itself: what is wrong comes back from [parse].
func newOptions(command string) *flag.FlagSet {
	options := flag.NewFlagSet(command, flag.ContinueOnError)
	options.SetOutput(io.Discard)
	options.Usage = func() {}
	return options
}

// parse reads the options among args and returns the other arguments. Options
// may stand before, between and after them, and end at "--". The error is a
// wrong use, or [flag.ErrHelp], which the caller passes on to ask for help.
func parse(options *flag.FlagSet, args []string) (rest []string, err error) {
	for {
		if err := options.Parse(args); err != nil {
			return nil, optionError(options, err)
		}
		left := options.Args()
		ended := len(left) < len(args) && args[len(args)-len(left)-1] == "--"
		if ended || len(left) == 0 {
			return append(rest, left...), nil
		}
		rest, args = append(rest, left[0]), left[1:]
	}
}

// optionError says in the program's voice what package flag says in its own.
func optionError(options *flag.FlagSet, err error) error {
	if errors.Is(err, flag.ErrHelp) {
		return err
	}
	if name, ok := strings.CutPrefix(err.Error(), "flag needs an argument: -"); ok {
		return seeHelp(options, wrongUse("option --%s needs a value", name))
	}
	name, ok := strings.CutPrefix(err.Error(), "flag provided but not defined: -")
	if !ok {
		return seeHelp(options, misuse{err})
	}
	name = strings.TrimPrefix(name, "-")
	err = wrongUse("unknown option --%s", name)
	var names []string
	options.VisitAll(func(f *flag.Flag) { names = append(names, f.Name) })
	if near := rulebook.Suggest(name, names); near != "" {
		return withHint(err, "did you mean --%s?", near)
	}
	return seeHelp(options, err)
}

// seeHelp points from a wrong use of a command to its help.
func seeHelp(options *flag.FlagSet, err error) error {
	return withHint(err, `see "evenhand help %s"`, options.Name())
}
