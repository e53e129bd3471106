package demo

import (
	"crypto/sha256"
	_ "embed"
	"encoding/csv"
	"encoding/hex"
	"fmt"
	"io/fs"
	"math/rand/v2"
	"path"
	"slices"
	"strconv"
	"strings"

	"github.com/evenhand/evenhand/calendar"
	"github.com/evenhand/evenhand/internal/casework"
	"github.com/evenhand/evenhand/modelrules"
)

//go:embed people.csv
var peopleCSV string

//go:embed branches.csv
var branchesCSV string

// What the organisation and its rule book are called.
const (
	Organisation = "The Amalgamated Weathervane Keepers of the Teacup Isles"
	lenders      = "The Society of Sundial Menders"
	version      = "party/2026-1.md"
)

// RuleBook is the rule book of the demonstration as it is adopted.
func RuleBook() (casework.Adopted, error) {
	text, err := modelrules.Party.ReadFile(version)
	if err != nil {
		return casework.Adopted{}, err
	}
	sum := sha256.Sum256(text)
	a := casework.Adopted{Name: "party", SHA256: hex.EncodeToString(sum[:]), Text: string(text), Templates: map[string]string{}}
	letters, err := fs.Glob(modelrules.Party, "party/notices/*.md")
	for _, name := range letters {
		letter, err := modelrules.Party.ReadFile(name)
		if err != nil {
			return casework.Adopted{}, err
		}
		a.Templates[path.Base(name)] = string(letter)
	}
	return a, err
}

// A roll is everybody of the demonstration before the office knows them.
type roll struct {
	events []casework.What
	named  map[string]casework.PersonID
	parts  []Player
	others []casework.PersonID // members of whom no story speaks, in a fixed order
}

// seats says how many of the members who have no other part sit on a body. Who of them is legally qualified is every
// fourth.
var seats = []struct {
	body string
	of   int
}{{"council", 21}, {"disputes-committee", 24}, {"tribunal-list", 20}, {"review-committee", 18}, {"appeal-list", 12}, {"selection-panel", 5}}

// guests is how many the Guest Pool has. They are not members.
const guests = 30

// Members is how many members the organisation has.
const Members = 2046

// people makes up everybody: those the story names, and names for all others.
func people() (*roll, error) {
	r := &roll{named: map[string]casework.PersonID{}}
	names := newNames()
	left := map[string]int{}
	branches, err := table(branchesCSV)
	if err != nil {
		return nil, err
	}
	for _, row := range branches {
		if left[row["branch"]], err = strconv.Atoi(row["members"]); err != nil {
			return nil, err
		}
	}
	taken := map[string]int{}
	list, err := table(peopleCSV)
	if err != nil {
		return nil, err
	}
	for _, row := range list {
		names.used[row["name"]] = true
		left[row["branch"]]--
		r.story(row, taken)
	}
	for _, row := range branches {
		for range left[row["branch"]] {
			r.others = append(r.others, r.add(names.next(), row["branch"], "member"))
		}
	}
	rand.New(rand.NewPCG(16, 2046)).Shuffle(len(r.others), func(i, j int) { r.others[i], r.others[j] = r.others[j], r.others[i] })
	r.seat(taken)
	for range guests {
		id := r.add(names.next(), lenders)
		r.hold(id, "guest-pool")
		r.events = append(r.events, casework.Trained{Person: id, What: "hearings", On: calendar.MustDate("2025-11-03")})
	}
	return r, nil
}

// story adds a person whom the story names.
func (r *roll) story(row map[string]string, taken map[string]int) {
	statuses := []string{"member"}
	var holds []string
	for _, h := range split(row["holds"]) {
		if h == "legal-qualification" {
			statuses = append(statuses, h)
			continue
		}
		holds = append(holds, h)
	}
	id := r.add(row["name"], row["branch"], statuses...)
	for _, h := range holds {
		r.hold(id, h)
		taken[h]++
	}
	if t := row["trained"]; t != "" {
		r.events = append(r.events, casework.Trained{Person: id, What: t, On: calendar.MustDate("2025-11-03"), Until: calendar.MustDate("2028-11-02")})
	}
	if row["part"] != "" {
		r.parts = append(r.parts, Player{Person: id, Name: row["name"], Part: row["part"]})
	}
}

// seat fills the bodies from the members of whom no story speaks.
func (r *roll) seat(taken map[string]int) {
	for _, s := range seats {
		for n := taken[s.body]; n < s.of; n++ {
			id := r.others[0]
			r.others = r.others[1:]
			r.hold(id, s.body)
			r.events = append(r.events, casework.Trained{Person: id, What: "hearings", On: calendar.MustDate("2025-11-03"), Until: calendar.MustDate("2028-11-02")})
			if n%4 == 0 {
				r.qualify(id)
			}
		}
	}
}

// qualify notes that a person has a legal qualification.
func (r *roll) qualify(id casework.PersonID) {
	for i, e := range r.events {
		if p, ok := e.(casework.PersonAdded); ok && p.Person.ID == id {
			p.Person.Statuses = append(p.Person.Statuses, "legal-qualification")
			r.events[i] = p
		}
	}
}

func (r *roll) add(name, branch string, statuses ...string) casework.PersonID {
	id := casework.PersonID(strings.ToLower(strings.ReplaceAll(name, " ", "-")))
	r.named[name] = id
	r.events = append(r.events, casework.PersonAdded{Person: casework.Person{ID: id, Name: name, Address: string(id) + "@weathervanes.example",
		Post: name + ", " + branch + ", Teacup Isles", Branch: branch, Joined: joined(len(r.events)), Statuses: statuses}})
	return id
}

// joined spreads the days on which people joined over twenty years.
func joined(n int) calendar.Date { return calendar.MustDate("2005-03-01").Add(n * 3571 % 7300) }

func (r *roll) hold(id casework.PersonID, body string) {
	r.events = append(r.events, casework.Held{Person: id, Body: body, From: calendar.MustDate("2025-12-01")})
}

// names makes up names of an object and a compound, which show no gender, faith or origin. None is given twice.
type names struct {
	r    *rand.Rand
	used map[string]bool
}

func newNames() *names { return &names{rand.New(rand.NewPCG(1, 16)), map[string]bool{}} }

func (n *names) next() string {
	for {
		name := pick(n.r, objects) + " " + pick(n.r, firsts) + pick(n.r, seconds)
		if !n.used[name] {
			n.used[name] = true
			return name
		}
	}
}

func pick(r *rand.Rand, list []string) string { return list[r.IntN(len(list))] }

var (
	objects = strings.Fields(`Abacus Andiron Apron Awl Barrel Basin Beaker Bellows Bobbin Bolster Bracket Bucket Buckle Button Candle Canister
		Castor Chisel Clasp Colander Cork Crate Cruet Cushion Dibber Dowel Drawer Easel Eyelet Ferrule Fiddle Flagon Funnel Gimlet Goblet
		Griddle Hamper Hassock Hinge Inkwell Jigsaw Kettle Ladle Lantern Latch Ledger Mallet Mantel Marble Mortar Napkin Needle Oilcan
		Paddle Pannier Parasol Pebble Pendulum Pestle Pincer Plinth Pulley Quill Ratchet Ribbon Rivet Saddle Satchel Shuttle Sickle
		Skillet Spigot Spindle Sprocket Staple Stencil Tassel Teasel Thimble Toggle Trestle Trivet Trowel Tumbler Turret Urn Washer Wicket`)
	firsts = strings.Fields(`Amber Ash Barley Black Bramble Brindle Broad Clover Cobble Copper Dapple Damp Eider Elder Fallow Farthing Feather
		Fern Finch Flax Frost Gorse Gravel Grey Half Hazel Heather Hollow Honey Juniper Kettle Lantern Lark Linnet Long Low Maple Marrow
		Mist Moss Nettle Oat Over Pepper Plum Quill Rain Reed Rush Saffron Salt Sedge Six Sorrel Storm Tallow Tansy Teasel Thistle Thorn
		Under Wether Whistle Willow Winter Wren Yarrow Yellow`)
	seconds = strings.Fields(`barrow beam bells bridge brook buckle cloud combe creek crook dale fallow fen fold gate hatch hollow hook kirtle
		ladder latch lock mantle mast mere moth paddock patch pocket pond post rafter reach ridge rudder sail shank shed sole spoke
		stack staff stile stone straw tarn thatch vane wake wall weather well wharf whisk wick wicket withy yard`)
)

// table reads rows by the names of their columns.
func table(text string) ([]map[string]string, error) {
	rows, err := csv.NewReader(strings.NewReader(text)).ReadAll()
	if err != nil || len(rows) == 0 {
		return nil, fmt.Errorf("read a table of the demonstration: %w", err)
	}
	var list []map[string]string
	for _, row := range rows[1:] {
		m := map[string]string{}
		for i, name := range rows[0] {
			m[name] = row[i]
		}
		list = append(list, m)
	}
	return list, nil
}

// split splits a list at semicolons.
func split(text string) []string {
	list := strings.Split(text, ";")
	for i := range list {
		list[i] = strings.TrimSpace(list[i])
	}
	return slices.DeleteFunc(list, func(s string) bool { return s == "" })
}
