package audit

// Limit is one run of a limit: when its last day fell, had these rules governed what happened.
type Limit struct {
	Matter string `json:"matter"`
	Clause string `json:"clause"`
	Limit  string `json:"limit"` // the deadline, or the act that it is for
	Length string `json:"length"`
	From   string `json:"from"`
	Last   string `json:"last"`
	How    string `json:"how"`   // met, left, passed, or runs: it was not over at the horizon
	Ended  string `json:"ended"` // when it was met or left; empty otherwise
	Then   string `json:"then"`  // what the rules say happens when it passes; empty: nothing
}

// Measure is a restriction while a matter ran.
type Measure struct {
	Matter  string `json:"matter"`
	Clause  string `json:"clause"`
	Measure string `json:"measure"`
	From    string `json:"from"`
	To      string `json:"to"` // empty: it had not ended by the horizon
	Days    int    `json:"days"`
	Reviews int    `json:"reviews"`
}

// Ending is when these rules would have ended a matter, had nothing more been done than is recorded.
type Ending struct {
	Matter string `json:"matter"`
	Date   string `json:"date"` // empty: no limit of theirs would have ended it by the horizon
	By     string `json:"by"`
	Clause string `json:"clause"`
}

func (c *course) limitList() []Limit {
	var list []Limit
	for _, l := range c.limits {
		x := Limit{Matter: c.matter, Clause: l.clause, Limit: l.name, Length: l.limit, From: l.from.String(), Last: l.last.String(), How: l.how.String(), Then: l.then}
		if l.how == limitMet || l.how == limitLeft {
			x.Ended = l.ended.String()
		}
		list = append(list, x)
	}
	return list
}

func (c *course) measureList(horizon date) []Measure {
	var list []Measure
	for _, m := range c.measures {
		x := Measure{Matter: c.matter, Clause: m.clause, Measure: m.name, From: m.from.String(), Reviews: m.reviews}
		if m.to != 0 {
			x.To = m.to.String()
			x.Days = m.to.Sub(m.from)
		} else {
			x.Days = horizon.Sub(m.from)
		}
		list = append(list, x)
	}
	return list
}

func (c *course) ending() Ending {
	if c.ended == nil {
		return Ending{Matter: c.matter}
	}
	return Ending{c.matter, c.ended.on.String(), c.ended.event, c.ended.clause}
}
