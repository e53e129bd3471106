package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"go/format"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"
)

// regions are the names of the divisions and of the constants in calendar.
var regions = []struct{ slug, constant string }{
	{"england-and-wales", "ew"},
	{"scotland", "sc"},
	{"northern-ireland", "ni"},
}

// names puts the titles of the files in words. Nobody is named in them.
var names = map[string]string{
	"new_year":            "New Year's Day",
	"2nd_january":         "2nd January",
	"st_patrick":          "St Patrick's Day",
	"good_friday":         "Good Friday",
	"easter_monday":       "Easter Monday",
	"early_may":           "Early May bank holiday",
	"early_may_ve":        "Early May bank holiday (VE day)",
	"kings_coronation":    "Coronation bank holiday",
	"spring":              "Spring bank holiday",
	"queen_platinum":      "Platinum Jubilee bank holiday",
	"world_cup":           "World Cup bank holiday",
	"battle_boyne":        "Battle of the Boyne (Orangemen's Day)",
	"summer":              "Summer bank holiday",
	"late_august":         "Summer bank holiday",
	"queens_bank_holiday": "State funeral bank holiday",
	"st_andrew":           "St Andrew's Day",
	"christmas":           "Christmas Day",
	"boxing_day":          "Boxing Day",
}

// A file is what one JSON file says: the holidays of each region and year.
type file struct {
	updated time.Time // zero if the file does not say
	years   map[key][]holiday
}

type key struct {
	region string // a slug of regions
	year   int
}

type holiday struct {
	date time.Time
	name string
}

// read reads one file. The published files name divisions as "scotland" or as
// "common.nations.scotland_slug", and write dates as day/month/year.
func read(data []byte) (file, error) {
	var raw struct {
		Updated   string `json:"last_updated"`
		Divisions map[string]map[string]json.RawMessage
	}
	if err := json.Unmarshal(data, &raw); err != nil {
		return file{}, err
	}
	f := file{years: map[key][]holiday{}}
	if raw.Updated != "" {
		var err error
		if f.updated, err = time.Parse("02/01/2006", raw.Updated); err != nil {
			return file{}, err
		}
	}
	for _, division := range slices.Sorted(maps.Keys(raw.Divisions)) {
		slug := strings.TrimSuffix(strings.TrimPrefix(division, "common.nations."), "_slug")
		if !isRegion(slug) {
			return file{}, fmt.Errorf("unknown division %q", division)
		}
		for name, data := range raw.Divisions[division] {
			year, err := strconv.Atoi(name)
			if err != nil {
				continue // the title and the slug of the division
			}
			if f.years[key{slug, year}], err = readYear(year, data); err != nil {
				return file{}, fmt.Errorf("%s %d: %w", slug, year, err)
			}
		}
	}
	if len(f.years) == 0 {
		return file{}, errors.New("no bank holidays")
	}
	return f, nil
}

func isRegion(slug string) bool {
	for _, r := range regions {
		if r.slug == slug {
			return true
		}
	}
	return false
}

// readYear reads the holidays of one region and year, in order of their dates.
func readYear(year int, data []byte) ([]holiday, error) {
	var rows []struct{ Title, Date, Notes string }
	if err := json.Unmarshal(data, &rows); err != nil {
		return nil, err
	}
	var list []holiday
	for _, row := range rows {
		date, err := time.Parse("02/01/2006", row.Date)
		if err != nil {
			return nil, err
		}
		if date.Year() != year {
			return nil, fmt.Errorf("%s is of another year", row.Date)
		}
		name, ok := names[strings.TrimPrefix(row.Title, "bank_holidays.")]
		if !ok {
			return nil, fmt.Errorf("unknown title %q", row.Title)
		}
		switch row.Notes {
		case "":
		case "common.substitute_day":
			name += " (substitute day)"
		default:
			return nil, fmt.Errorf("unknown note %q", row.Notes)
		}
		list = append(list, holiday{date, name})
	}
	slices.SortFunc(list, func(a, b holiday) int { return a.date.Compare(b.date) })
	return list, nil
}

// merge joins files into one. It is an error if two differ about a year that both
// hold, or if the regions do not all have the same years without a gap.
func merge(files []file) (file, error) {
	all := file{years: map[key][]holiday{}}
	for _, f := range files {
		if f.updated.After(all.updated) {
			all.updated = f.updated
		}
		for k, list := range f.years {
			before, ok := all.years[k]
			if ok && !slices.Equal(before, list) {
				return file{}, fmt.Errorf("files differ about %s %d: %v and %v", k.region, k.year, before, list)
			}
			all.years[k] = list
		}
	}
	first, last := all.span()
	for _, r := range regions {
		for year := first; year <= last; year++ {
			if len(all.years[key{r.slug, year}]) == 0 {
				return file{}, fmt.Errorf("no bank holidays of %s in %d", r.slug, year)
			}
		}
	}
	return all, nil
}

// span returns the first and the last year that any region has.
func (f file) span() (first, last int) {
	years := slices.SortedFunc(maps.Keys(f.years), func(a, b key) int { return cmp.Compare(a.year, b.year) })
	if len(years) == 0 {
		return 0, -1
	}
	return years[0].year, years[len(years)-1].year
}

// write returns the Go file, a row for each date and name.
func write(f file) ([]byte, error) {
	rows := map[holiday][]string{}
	for _, r := range regions {
		for k, list := range f.years {
			for _, h := range list {
				if k.region == r.slug {
					rows[h] = append(rows[h], r.constant)
				}
			}
		}
	}
	first, last := f.span()
	var b bytes.Buffer
	fmt.Fprintln(&b, "// Code generated by internal/bankholidays; DO NOT EDIT.")
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "// Origin: the bank holidays that GOV.UK publishes (https://www.gov.uk/bank-holidays),")
	fmt.Fprintf(&b, "// last updated %s. Contains public sector information licensed\n", f.updated.Format(time.DateOnly))
	fmt.Fprintln(&b, "// under the Open Government Licence v3.0. No holiday proclaimed later is in it.")
	fmt.Fprintln(&b)
	fmt.Fprintln(&b, "package calendar")
	fmt.Fprintln(&b)
	fmt.Fprintf(&b, "const horizonFirstYear, horizonLastYear = %d, %d\n\n", first, last)
	fmt.Fprintln(&b, "// bankHolidays holds a row for each day and name, in order of days.")
	fmt.Fprintln(&b, "var bankHolidays = [...]bankHoliday{")
	for _, h := range slices.SortedFunc(maps.Keys(rows), compare) {
		fmt.Fprintf(&b, "{%s, %s, %q},\n", h.date.Format("20060102"), strings.Join(rows[h], " | "), h.name)
	}
	fmt.Fprintln(&b, "}")
	return format.Source(b.Bytes())
}

func compare(a, b holiday) int {
	return cmp.Or(a.date.Compare(b.date), strings.Compare(a.name, b.name))
}
