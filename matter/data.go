package matter

import (
	"fmt"
	"slices"
	"strconv"

	"github.com/evenhand/evenhand/calendar"
)

// saying keeps of the events that an occurrence may be those that can set what its data say. If there are none, the
// fault is what the first cannot set.
func (p *Procedure) saying(o Occurrence) ([]int, error) {
	events := p.Find(o)
	if len(o.Data) == 0 {
		return events, nil
	}
	var fit []int
	var fault error
	for _, e := range events {
		switch err := p.sayable(e, o); {
		case err == nil:
			fit = append(fit, e)
		case fault == nil:
			fault = err
		}
	}
	if len(fit) > 0 {
		fault = nil
	}
	return fit, fault
}

// sayable is the fault of data that an event does not set, or that have no such value.
func (p *Procedure) sayable(event int, o Occurrence) error {
	names := make([]string, 0, len(o.Data))
	for name := range o.Data {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := p.say(event, name, o.Data[name]); err != nil {
			return err
		}
	}
	return nil
}

// CanSay is the fault of saying a value with an event: of a datum that it does not set or that has no such value, of
// what is not said from outside, of a day that is none.
func (p *Procedure) CanSay(event int, name, value string) error { return p.say(event, name, value) }

// say is the fault of one value: of a datum, of what is said from outside, of a date or of a roll.
func (p *Procedure) say(event int, name, value string) error {
	for _, d := range p.Events[event].Sets {
		if p.Data[d].Name == name {
			return oneOf(name, value, p.Data[d].Values)
		}
	}
	for _, slot := range p.index.outside {
		if p.Slots[slot].Name == name {
			return oneOf(name, value, []string{"yes", "no"})
		}
	}
	for _, i := range p.index.dates {
		if d := &p.Deadlines[i]; d.Name == name && contains(d.From, event) {
			_, err := calendar.ParseDate(value)
			return err
		}
	}
	for i := range p.Signatures {
		if p.Signatures[i].Of == name {
			return size(name, value)
		}
	}
	return fmt.Errorf("it does not set %q", name)
}

func oneOf(name, value string, values []string) error {
	if slices.Contains(values, value) {
		return nil
	}
	return fmt.Errorf("%q is none of the values of %s: %s", value, name, list(values, ", "))
}

// mostOnRoll is the greatest roll: everybody there is.
const mostOnRoll = 10_000_000_000

func size(name, value string) error {
	if n, err := strconv.Atoi(value); err != nil || n < 0 || n > mostOnRoll {
		return fmt.Errorf("%q is no number of people on %s", value, name)
	}
	return nil
}

// choose writes to a marking of s what an occurrence says: the data that its event sets (what is not said is unset, but
// for the one sanction that it can impose), and what is said from outside. Nobody says of signatures that are counted
// whether they suffice.
func (p *Procedure) choose(s *State, m Marking, event int, o Occurrence) {
	e := &p.Events[event]
	for _, i := range e.Sets {
		d := &p.Data[i]
		m[d.Slot] = uint8(slices.Index(d.Values, o.Data[d.Name]) + 1)
		if d.Name == "sanction" && len(e.Imposes) == 1 && o.Data[d.Name] == "" {
			m[d.Slot] = uint8(slices.Index(d.Values, e.Imposes[0]) + 1)
		}
	}
	if len(o.Data) == 0 {
		return
	}
	for _, slot := range p.index.outside {
		said := o.Data[p.Slots[slot].Name]
		if (said == "yes" || said == "no") && !p.signaturesCounted(s, slot) {
			m[slot] = bit(said == "yes")
		}
	}
}

// mostTried is how many choices of data are tried to see whether one is allowed.
const mostTried = 4096

// allowing finds values for the data that an event sets under which every discrete condition holds, and says whether
// there are any. What is said from outside stays as it is. The marking is left with what was found.
func (p *Procedure) allowing(m Marking, event int) bool {
	sets := p.Events[event].Sets
	for _, d := range sets {
		m[p.Data[d].Slot] = 0
	}
	for range mostTried {
		if p.Met(m, event) {
			return true
		}
		if !p.count(m, sets) {
			return false
		}
	}
	return false
}

// count goes to the next choice of values, as one counts with a digit for each datum; false after the last.
func (p *Procedure) count(m Marking, data []int) bool {
	for _, i := range data {
		d := &p.Data[i]
		if int(m[d.Slot]) < len(d.Values) {
			m[d.Slot]++
			return true
		}
		m[d.Slot] = 0
	}
	return false
}
