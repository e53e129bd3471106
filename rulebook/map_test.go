package rulebook

import (
	"os"
	"path/filepath"
	"reflect"
	"strings"
	"testing"
)

func TestParseMap(t *testing.T) {
	tests := []struct{ name, text, want string }{ // want is the map, without what is zero
		{"empty", "", "{File=log.map}"},
		{"comments", "# a\n\n  # b\r\n", "{File=log.map}"},
		{"an entry", `"Create Fine" = fine.create`, "{File=log.map Entries=[{Words=Create Fine Events=[fine.create]}]}"},
		{"an escape", `"a \"b\" \\ #c" = d # e`, `{File=log.map Entries=[{Words=a "b" \ #c Events=[d]}]}`},
		{"a date", `"a" = b, is received, is conduct`, "{File=log.map Entries=[{Words=a Events=[b] Conduct=true Received=true}]}"},
		{"the other dates", `"a" = ignored, is opened is discovery`, "{File=log.map Entries=[{Words=a Ignored=true Opened=true Discovery=true}]}"},
		{"data", `"a" = b(c) with gravity serious, with number 3`, "{File=log.map Entries=[{Words=a Events=[b(c)] With=[[gravity, serious], [number, 3]]}]}"},
		{"in turn", `"a" = b then c(d) then e`, "{File=log.map Entries=[{Words=a Events=[b, c(d), e]}]}"},
		{"conditions", `"a" when ground "x y" and "lifecycle:transition" "complete" = b`,
			"{File=log.map Entries=[{Words=a When=[{Column=ground Value=x y}, {Column=lifecycle:transition Value=complete}] Events=[b]}]}"},
		{"procedures", "\"a\" = b\nprocedure p\n\"a\" = c\ncomplete {c, d(e)}\nprocedure q\ncomplete all",
			"{File=log.map Entries=[{Words=a Events=[b]}, {Procedure=p Words=a Events=[c]}] Complete=[{Procedure=p Event=c}, {Procedure=p Event=d(e)}, {Procedure=q All=true}] Procedures=[p, q]}"},
		{"a value", `event finding "serious" = gravity serious`, "{File=log.map Values=[{Column=finding Value=serious Data=gravity Is=serious}]}"},
		{"actors", "actor \"the chair\" = panel\nas \"the chair\" = chair", "{File=log.map Actors=[{Words=the chair Role=panel}, {Words=the chair As=true Role=chair}]}"},
		{"matters", "matter \"M4\" = procedure p\nmatter begins \"E-\" = procedure q", "{File=log.map Matters=[{Words=M4 Procedure=p}, {Words=E- Begins=true Procedure=q}]}"},
		{"times", "times are dates", "{File=log.map TimesAreDates=true}"},
		{"an act called ignored", `"a" = ignored(b)`, "{File=log.map Entries=[{Words=a Events=[ignored(b)]}]}"},
		{"a byte-order mark", byteOrderMark + "times are dates\r\n", "{File=log.map TimesAreDates=true}"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			m, found := ParseMap("log.map", []byte(tt.text))
			if got := compact(reflect.ValueOf(*m)); got != tt.want {
				t.Errorf("ParseMap = %s\nwant %s", got, tt.want)
			}
			if len(found) > 0 {
				t.Errorf("ParseMap found %v, want nothing", found)
			}
		})
	}
}

func TestMapMistakes(t *testing.T) {
	tests := []struct{ name, text, want string }{ // want is the message
		{"no quotes", "‹Create› = fine.create", "expected words of the log in quotes, found `Create`"},
		{"a word misspelt", `‹acter› "a" = b`, "expected words of the log in quotes, found `acter`"},
		{"no event", `"a" =‹ ›`, "expected an event, found the end of the line"},
		{"no equals", `"a" ‹b›`, "expected `=`, found `b`"},
		{"two events by a comma", `"a" = b, ‹c›`, "expected `is` or `with`, found `c`"},
		{"a list of events", `"a" = b ‹or› c`, "expected `is` or `with`, found `or`"},
		{"a date that is none", `"a" = b, is ‹closed›`, "expected the date it sets, found `closed`"},
		{"a condition without its value", `"a" when ground ‹=› b`, "expected what stands in the column, found `=`"},
		{"an entry never meant", "\"a\" = b\n‹\"a\"› when c \"d\" = e", "this entry is never meant"},
		{"an actor twice", "actor \"a\" = b\nactor ‹\"a\"› = c", "this actor stands twice"},
		{"times that are not dates", "‹times› are days", "expected `times are dates`, found `times`"},
		{"a matter of no procedure", `matter "a" = ‹p›`, "expected `procedure`, found `p`"},
		{"more after the end", `complete {a} ‹b›`, "expected the end of the line, found `b`"},
		{"a second condition missing", `"a" when b "c" and‹ ›`, "expected a column, found the end of the line"},
		{"data at fault", `"a" = b with ‹C› d`, "`C` is not a name: names are lower-case"},
		{"a column missing", `event‹ ›`, "expected a column, found the end of the line"},
		{"a column's value missing", `event finding ‹serious›`, "expected what stands in the column, found `serious`"},
		{"a column's equals missing", `event finding "a" ‹b›`, "expected `=`, found `b`"},
		{"a column's datum at fault", `event finding "a" = ‹B› c`, "`B` is not a name: names are lower-case"},
		{"an actor without words", `actor ‹a›`, "expected words of the log in quotes, found `a`"},
		{"an actor without equals", `actor "a" ‹b›`, "expected `=`, found `b`"},
		{"an actor of no role", `actor "a" =‹ ›`, "expected a role, a body or an office, found the end of the line"},
		{"a matter without words", `matter ‹a›`, "expected the matter's name in quotes, found `a`"},
		{"a matter without equals", `matter "a" ‹b›`, "expected `=`, found `b`"},
		{"a matter of a procedure without a name", `matter "a" = procedure‹ ›`, "expected a procedure, found the end of the line"},
		{"a list that is none", `complete‹ ›`, "expected an event, found the end of the line"},
		{"a mistake after a byte-order mark", byteOrderMark + `‹Create› = a`, "expected words of the log in quotes, found `Create`"},
		{"words not closed", `‹"a = b›`, "this text is not closed"},
		{"binary", "\"a\" = b\n‹\x00›", "a byte with the value zero: this is not a text"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			src, from, to := unmarked(tt.text)
			if strings.HasPrefix(src, byteOrderMark) { // it takes no column
				from.Col, to.Col = from.Col-1, to.Col-1
			}
			_, found := ParseMap("log.map", []byte(src))
			if len(found) != 1 || found[0].Msg != tt.want || found[0].Pos != from || found[0].End != to || found[0].Help == "" {
				t.Errorf("ParseMap found %+v, want %q from %v to %v, with help", found, tt.want, from, to)
			}
		})
	}
}

// The maps of the model books are maps.
func TestModelMaps(t *testing.T) {
	names, _ := filepath.Glob("../modelrules/*/log.map")
	for _, name := range names {
		src, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		m, found := ParseMap(name, src)
		for _, d := range found {
			t.Errorf("%s", d.Render(src))
		}
		if got, want := len(m.Entries), strings.Count(string(src), "\n\""); got < want {
			t.Errorf("%s: ParseMap read %d entries, want %d", name, got, want)
		}
	}
}
