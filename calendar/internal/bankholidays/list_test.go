package main

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// holidays builds a JSON file in one of the two published shapes: each region
// holds the rows of one year.
func holidays(slugs func(region string) string, year string, rows ...string) []byte {
	var divisions []string
	for _, r := range regions {
		divisions = append(divisions, `"`+slugs(r.slug)+`": {"`+year+`": [`+strings.Join(rows, ",")+`], "title": "x", "slug": "x"}`)
	}
	return []byte(`{"title": "x", "last_updated": "24/11/2025", "divisions": {` + strings.Join(divisions, ",") + `}}`)
}

func older(region string) string { return region }
func newer(region string) string { return "common.nations." + region + "_slug" }

const (
	newYear   = `{"title": "bank_holidays.new_year", "date": "01/01/2019", "notes": "", "bunting": true}`
	boxingDay = `{"title": "bank_holidays.boxing_day", "date": "26/12/2019", "notes": "", "bunting": true}`
	moved     = `{"title": "bank_holidays.new_year", "date": "03/01/2022", "notes": "common.substitute_day"}`
)

func TestGenerate(t *testing.T) {
	tests := []struct {
		name  string
		files [][]byte
		want  string // a row of the output, or the error
		fails bool
	}{
		{"both shapes agree", [][]byte{holidays(older, "2019", newYear, boxingDay), holidays(newer, "2019", boxingDay, newYear)},
			"{20190101, ew | sc | ni, \"New Year's Day\"}", false},
		{"a substitute day", [][]byte{holidays(newer, "2022", moved)}, "{20220103, ew | sc | ni, \"New Year's Day (substitute day)\"}", false},
		{"they differ", [][]byte{holidays(older, "2019", newYear, boxingDay), holidays(newer, "2019", newYear)}, "files differ about", true},
		{"a year is missing", [][]byte{holidays(older, "2019", newYear), holidays(newer, "2022", moved), holidays(newer, "2021")}, "no bank holidays of england-and-wales in 2020", true},
		{"a region is missing", [][]byte{[]byte(`{"divisions": {"scotland": {"2019": [` + newYear + `]}}}`)}, "no bank holidays of england-and-wales in 2019", true},
		{"an unknown region", [][]byte{[]byte(`{"divisions": {"wales": {}}}`)}, `unknown division "wales"`, true},
		{"an unknown title", [][]byte{holidays(older, "2019", strings.Replace(newYear, "new_year", "old_year", 1))}, "unknown title", true},
		{"an unknown note", [][]byte{holidays(older, "2019", strings.Replace(newYear, `"notes": ""`, `"notes": "x"`, 1))}, "unknown note", true},
		{"another year", [][]byte{holidays(older, "2020", newYear)}, "01/01/2019 is of another year", true},
		{"the American order", [][]byte{holidays(older, "2019", strings.Replace(boxingDay, "26/12", "12/26", 1))}, "month out of range", true},
		{"no holidays", [][]byte{[]byte(`{}`)}, "no bank holidays", true},
		{"not JSON", [][]byte{[]byte(`<html>`)}, "invalid character", true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			dir := t.TempDir()
			var names []string
			for i, data := range tt.files {
				name := filepath.Join(dir, string(rune('a'+i)))
				if err := os.WriteFile(name, data, 0o600); err != nil {
					t.Fatal(err)
				}
				names = append(names, name)
			}
			output := filepath.Join(dir, "out.go")
			err := run(output, names)
			if tt.fails {
				if err == nil || !strings.Contains(err.Error(), tt.want) {
					t.Errorf("got %v, want an error with %q", err, tt.want)
				}
				if _, err := os.Stat(output); err == nil {
					t.Error("a file was written in spite of the error")
				}
				return
			}
			source, readErr := os.ReadFile(output)
			if err != nil || readErr != nil || !strings.Contains(string(source), tt.want) {
				t.Errorf("got %v, %v and\n%s\nwant a row %s", err, readErr, source, tt.want)
			}
		})
	}
}

func TestGeneratedFileIsUpToDate(t *testing.T) {
	const data = "../../../../shared/data/"
	inputs := []string{data + "uk-bank-holidays-2015-2021.json", data + "uk-bank-holidays-2019-2028.json"}
	if _, err := os.Stat(inputs[0]); err != nil {
		t.Skipf("the published lists are absent: %v", err)
	}
	output := filepath.Join(t.TempDir(), "bankholidays.go")
	if err := run(output, inputs); err != nil {
		t.Fatal(err)
	}
	got, err := os.ReadFile(output)
	if err != nil {
		t.Fatal(err)
	}
	want, err := os.ReadFile("../../bankholidays.go")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("bankholidays.go is not what go generate writes from the published lists")
	}
}
