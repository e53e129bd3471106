package matter

import (
	"slices"

	"github.com/evenhand/evenhand/rulebook"
)

var actKinds = map[rulebook.Kind]ActKind{rulebook.KindFact: Fact, rulebook.KindClock: ClockAct}

// mostOutcomes is how many outcomes an act may have, and mostCounted up to how many times a cap is counted: more is
// more than a matter will ever see.
const (
	mostOutcomes = 60
	mostCounted  = 60
)

// declareAct declares an act, once for each instance of its thread.
func (c *compiler) declareAct(s *rulebook.Statement) {
	a := Act{Name: subject(s), Kind: actKinds[s.Kind], Decl: s}
	switch in := prop(s, "in"); {
	case in != nil:
		a.In = c.stageSet(s, in.Events)
	case a.Kind == Fact:
		a.In = c.everywhere()
	default:
		a.In = c.active()
	}
	outcomes := newNames("outcome")
	for _, q := range props(s, "outcome") {
		if len(q.Events) > 0 && c.declares(outcomes, s, q.Events[0]) {
			a.Outcomes = append(a.Outcomes, word(q))
		}
	}
	if len(a.Outcomes) > mostOutcomes {
		c.report(s.Pos, s, checkSize, "`"+a.Name+"` has more than "+itoa(mostOutcomes)+" outcomes", "split the act")
		a.Outcomes = a.Outcomes[:mostOutcomes]
	}
	c.stands(&a, s)
	c.addActs(a, c.about(s, a.Name))
}

// stands lets an act that is standing happen after the end too, unless it says where.
func (c *compiler) stands(a *Act, s *rulebook.Statement) {
	a.Standing = slices.ContainsFunc(c.about(s, a.Name), func(t *rulebook.Statement) bool { return has(t, "standing") })
	if a.Standing && (!has(s, "in") || s.Kind == rulebook.KindDate) {
		a.In = c.everywhere() &^ 1
	}
}

// about gives every statement that says something of an act: its declaration and those that stand alone.
func (c *compiler) about(decl *rulebook.Statement, name string) []*rulebook.Statement {
	list := []*rulebook.Statement{decl}
	for _, s := range c.said[name] {
		if s != decl {
			list = append(list, s)
		}
	}
	return list
}

// attributes reads what a statement says of an act that is neither condition nor effect.
func (c *compiler) attributes(a *Act, s *rulebook.Statement) {
	for i := range s.Props {
		switch q := &s.Props[i]; q.Key {
		case "by":
			c.actors(a, s, q)
		case "is":
			a.Is = append(a.Is, word(q))
		case "names":
			a.Names = append(a.Names, words(q)...)
			c.knownPersons(s, q.Events, "role, body or office")
		case "releases":
			a.Releases = append(a.Releases, words(q)...)
			c.knownPersons(s, q.Events, "role, body or office")
		case "tells":
			a.Tells = append(a.Tells, words(q)...)
			c.knownPersons(s, q.Events, "role, body or office")
		case "to":
			a.AppealTo = append(a.AppealTo, words(q)...)
			c.knownPersons(s, q.Events, "role, body or office")
		case "with reasons":
			a.Reasons = a.Reasons || !c.off(s)
		case "on ground":
			if !c.off(s) {
				a.Grounds = append(a.Grounds, c.groundsOf(s, q)...)
			}
		case "once":
			c.cap(a, s, 1, q)
		case "at most":
			c.cap(a, s, q.N, q)
		}
	}
}

// cap lets an act be done so often at most; of several caps the least counts. Instances of a thread share a cap that
// is not one of each.
func (c *compiler) cap(a *Act, s *rulebook.Statement, n int, q *rulebook.Property) {
	if n <= 0 || n > mostCounted || c.off(s) {
		return
	}
	if q.Per != "" && q.Per != c.ofThread[a.Name] {
		if _, ok := c.threads[q.Per]; !ok {
			c.unknown(s, rulebook.Event{Name: q.Per, Pos: q.Pos}, "thread", c.threadNames)
		}
	}
	if a.Max == 0 || n < a.Max {
		a.Max = n
		c.capNorm[a.Name] = s
		c.counted[a.Name] = q.Per != "" && q.Per == c.ofThread[a.Name]
	}
}

// groundsOf reads a ground property: the name of a list, or the list in braces.
func (c *compiler) groundsOf(s *rulebook.Statement, q *rulebook.Property) []string {
	if q.Join == rulebook.Braces {
		return words(q)
	}
	var grounds []string
	for _, e := range q.Events {
		list, ok := c.rules.Grounds[e.Name]
		if !ok {
			c.unknown(s, e, "list of grounds", c.groundNames)
		}
		grounds = append(grounds, list...)
	}
	return grounds
}

func (c *compiler) groundNames() []string {
	var names []string
	for _, s := range c.book.Statements {
		if s.Kind == rulebook.KindGrounds {
			names = append(names, subject(s))
		}
	}
	return names
}

func (c *compiler) actors(a *Act, s *rulebook.Statement, q *rulebook.Property) {
	for _, e := range q.Events {
		actor := Actor{Name: e.Name, DoerOf: e.DoerOf, Chain: -1}
		if e.Name == "anyone" && !e.DoerOf {
			a.Anyone = true
			continue
		}
		if i, ok := c.chains[e.Name]; ok && !e.DoerOf {
			actor.Chain = i
		} else if !e.DoerOf && !c.isPerson(e.Name) {
			c.unknown(s, e, "role, body, office or chain", c.personNames)
		}
		if !slices.Contains(a.By, actor) {
			a.By = append(a.By, actor)
		}
	}
}

// addActs adds an act, once for each instance of its thread, with the attributes that some statements give it.
func (c *compiler) addActs(a Act, about []*rulebook.Statement) {
	a.Moves = -1
	for _, t := range about {
		c.attributes(&a, t)
	}
	a.Thread = c.ofThread[a.Name]
	for i := 1; i <= c.instances(a.Thread); i++ {
		one := a
		if a.Thread != "" {
			one.Instance = i
		}
		one.By, one.Tells = slices.Clone(a.By), slices.Clone(a.Tells)
		c.addAct(one)
	}
}

// addAct gives an act its slots.
func (c *compiler) addAct(a Act) {
	i := len(c.p.Acts)
	name := numbered(a.Name, a.Instance)
	a.Executed = c.slot(SlotExecuted, i, name, 1, 0)
	a.Included = c.slot(SlotIncluded, i, name, 1, bit(!c.initially(a.Decl, a.Name, "excluded")))
	owed := c.initially(a.Decl, a.Name, "owed") && (a.Thread == "" || a.Instance == 1 && c.opensThread(&a))
	a.Pending = c.slot(SlotPending, i, name, 1, bit(owed))
	a.Outcome, a.Count, a.Opened = -1, -1, -1
	if len(a.Outcomes) > 0 {
		a.Outcome = c.slot(SlotOutcome, i, name, uint8(len(a.Outcomes)), 0)
	}
	if a.Max > 0 {
		a.Count = c.countSlot(i, &a)
	}
	c.p.Acts = append(c.p.Acts, a)
	c.acts[a.Name] = append(c.acts[a.Name], i)
}

// countSlot is where it is counted how often an act has been done.
func (c *compiler) countSlot(i int, a *Act) int {
	if all := c.acts[a.Name]; len(all) > 0 && !c.counted[a.Name] {
		return c.p.Acts[all[0]].Count
	}
	return c.slot(SlotCount, i, numbered(a.Name, a.Instance), uint8(a.Max), 0)
}

func (c *compiler) opensThread(a *Act) bool {
	return c.p.Threads[c.threads[a.Thread]].OpenedBy == a.Name
}

func bit(set bool) uint8 {
	if set {
		return 1
	}
	return 0
}

// initially says whether an act begins excluded, or owed.
func (c *compiler) initially(decl *rulebook.Statement, name, how string) bool {
	for _, s := range c.about(decl, name) {
		for _, q := range props(s, "initially") {
			if q.Value == how && !c.off(s) {
				return true
			}
		}
	}
	return false
}

// synthetic declares an act that a statement of another kind brings with it; own says that what the statement says of
// the act counts too.
func (c *compiler) synthetic(s *rulebook.Statement, name string, kind ActKind, in StageSet, own bool, outcomes ...string) []int {
	if len(outcomes) > mostOutcomes {
		c.report(s.Pos, s, checkSize, "`"+name+"` has more than "+itoa(mostOutcomes)+" outcomes", "split it")
		outcomes = outcomes[:mostOutcomes]
	}
	a := Act{Name: name, Kind: kind, In: in, Outcomes: outcomes, Decl: s, Synthetic: true}
	about := c.about(s, name)
	if !own {
		about = about[1:]
	}
	c.addActs(a, about)
	return c.acts[name]
}

func (c *compiler) declareVote(s *rulebook.Statement) {
	name := subject(s)
	a := Act{Name: name, In: c.active(), Decl: s, Outcomes: []string{"carried", "lost", "tied", "inquorate"}}
	if q := prop(s, "in"); q != nil {
		a.In = c.stageSet(s, q.Events)
	}
	c.stands(&a, s)
	c.addActs(a, c.about(s, name))
	v := Vote{Name: name, Body: word(prop(s, "by")), Decl: s, Secret: has(s, "secret"), Recorded: has(s, "recorded"),
		AbstentionsCount: has(s, "abstentions"), CountRule: word(prop(s, "counted by"))}
	if q := prop(s, "majority"); q != nil && !c.off(s) {
		v.Majority, v.Base = q.Value, q.Base
	}
	if !c.off(s) {
		count(s, "quorum", &v.Quorum)
	}
	for _, act := range c.acts[name] {
		v.Act = act
		c.p.Votes = append(c.p.Votes, v)
	}
}

// declareComing declares a date, which comes by operation of the rules, or an occasion, which somebody holds.
func (c *compiler) declareComing(s *rulebook.Statement) {
	a := Act{Name: subject(s), Kind: ClockAct, In: c.active(), Decl: s, Synthetic: true}
	if s.Kind == rulebook.KindOccasion {
		a.Kind, a.Standing, a.In = PersonAct, true, c.everywhere()&^1
	}
	c.stands(&a, s)
	a.Standing = a.Standing || s.Kind == rulebook.KindOccasion
	c.addActs(a, c.about(s, a.Name))
}

// declareNotice declares N.send, and N.served and N.returned with an outcome for each addressee. It is sent to all of
// them in one step.
func (c *compiler) declareNotice(s *rulebook.Statement) {
	name := subject(s)
	n := Notice{Name: name, To: allWords(s, "to"), Decl: s, Returned: -1}
	for _, q := range props(s, "to") {
		c.knownPersons(s, q.Events, "role")
	}
	in := c.active()
	if q := prop(s, "in"); q != nil {
		in = c.stageSet(s, q.Events)
	}
	n.Send = c.synthetic(s, name+".send", PersonAct, in, false)[0]
	for _, q := range props(s, "by") {
		c.actors(&c.p.Acts[n.Send], s, q)
	}
	c.p.Acts[n.Send].Tells = append(c.p.Acts[n.Send].Tells, n.To...)
	n.Served = c.synthetic(s, name+".served", ClockAct, in, false, n.To...)[0]
	if q := prop(s, "returned"); q != nil {
		n.MaxReturns = q.N
		n.Returned = c.synthetic(s, name+".returned", Fact, c.everywhere(), false, n.To...)[0]
	}
	c.p.Notices = append(c.p.Notices, n)
}

// declareCloses declares, for a window that several roles have, one clock act a role: its window has closed.
func (c *compiler) declareCloses(s *rulebook.Statement) {
	if len(s.Subject) < 2 || prop(s, "within") == nil {
		return
	}
	closes := map[string]string{}
	for _, role := range s.Subject {
		name := s.Act.Name + ".window-closes." + role.Name
		if len(c.acts[name]) > 0 { // another window for the same act
			name += "." + clauseOf(s) + "#" + itoa(s.Ordinal)
		}
		if len(c.acts[name]) == 0 {
			c.ofThread[name] = c.ofThread[s.Act.Name]
			c.synthetic(s, name, ClockAct, c.active(), false)
		}
		closes[role.Name] = name
	}
	c.closes[s] = closes
}

// empower lets the subjects of a "may" or "must" do the act when its declaration names nobody. When it names others,
// one of the two is wrong.
func (c *compiler) empower(s *rulebook.Statement) {
	acts := c.acts[s.Act.Name]
	if len(acts) == 0 {
		return
	}
	a := &c.p.Acts[acts[0]]
	switch {
	case a.Anyone || a.Kind != PersonAct:
	case len(a.By) == 0 || c.empowered[a.Name]:
		c.empowered[a.Name] = true
		c.actors(a, s, &rulebook.Property{Events: s.Subject})
		for _, i := range acts {
			c.p.Acts[i].By, c.p.Acts[i].Anyone = slices.Clone(a.By), a.Anyone
		}
	default:
		c.knownPersons(s, s.Subject, "role, body, office or chain")
		for _, e := range s.Subject {
			if c.isPerson(e.Name) && !c.mayDo(a, e) {
				c.report(e.Pos, s, checkReference, "`"+e.Name+"` is not among those who may do `"+a.Name+"`", "add it after `by` where the act is declared")
			}
		}
	}
}

// mayDo says whether a subject is among those who may do an act: itself, as a link of a chain, or in another's place.
func (c *compiler) mayDo(a *Act, e rulebook.Event) bool {
	for _, name := range append(c.rules.ActsFor(e.Name), e.Name) {
		for _, by := range a.By {
			if by.Name == name || by.Chain >= 0 && slices.Contains(c.p.Chains[by.Chain].Bodies, name) {
				return true
			}
		}
	}
	return false
}
