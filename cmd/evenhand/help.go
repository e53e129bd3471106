package main

import (
	"fmt"
	"io"
)

const helpHelp = `Usage:
    evenhand help [COMMAND]

Explain COMMAND, or list the commands. "evenhand COMMAND --help" is the same.

Example:
    $ evenhand help version

Exit status: 0 explained, 2 wrong use, 3 could not be done.
`

const overview = `evenhand makes a rule book executable and a record checkable.

Usage:
    evenhand COMMAND [OPTION]... [ARGUMENT]...

Commands:
`

const overviewEnd = `
"evenhand help COMMAND" explains a command.

Exit status: 0 nothing found, 1 something found, 2 wrong use, 3 could not be done.
`

func runHelp(e env, args []string) (found bool, err error) {
	options := newOptions("help")
	names, err := parse(options, args)
	if err != nil {
		return false, err
	}
	if len(names) > 1 {
		return false, seeHelp(options, wrongUse("help takes one command, not %d", len(names)))
	}
	if len(names) == 0 {
		return false, listCommands(e.stdout)
	}
	c, err := lookup(commands(), names[0])
	if err != nil {
		return false, err
	}
	_, err = io.WriteString(e.stdout, c.help)
	return false, err
}

func listCommands(w io.Writer) error {
	io.WriteString(w, overview)
	for _, c := range commands() {
		fmt.Fprintf(w, "    %-10s %s\n", c.name, c.summary)
	}
	_, err := io.WriteString(w, overviewEnd)
	return err
}
