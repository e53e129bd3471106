// Command bankholidays writes the Go file that holds the bank holidays known to
// package calendar, from the JSON files that GOV.UK publishes.
//
// It refuses what it cannot vouch for: files that disagree about a year they
// both hold, years that are missing between others, and names it cannot put in
// words.
//
// Usage:
//
//	bankholidays OUTPUT JSON...
package main

import (
	"fmt"
	"os"
)

func main() {
	if len(os.Args) < 3 {
		fmt.Fprintln(os.Stderr, "usage: bankholidays OUTPUT JSON...")
		os.Exit(2)
	}
	if err := run(os.Args[1], os.Args[2:]); err != nil {
		fmt.Fprintf(os.Stderr, "bankholidays: error: %v\n", err)
		os.Exit(3)
	}
}

func run(output string, inputs []string) error {
	var files []file
	for _, name := range inputs {
		data, err := os.ReadFile(name)
		if err != nil {
			return err
		}
		f, err := read(data)
		if err != nil {
			return fmt.Errorf("read %s: %w", name, err)
		}
		files = append(files, f)
	}
	all, err := merge(files)
	if err != nil {
		return err
	}
	source, err := write(all)
	if err != nil {
		return err
	}
	return os.WriteFile(output, source, 0o644)
}
