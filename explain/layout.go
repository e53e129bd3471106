package explain

import (
	"cmp"
	"slices"
	"strings"
)

// A procedure is drawn as its book tells it: the stages stand below one another in their order, each a box with what may
// be done and what runs out there, and each line that leads elsewhere says where. What leads to the very next stage is
// drawn as an arrow down to it. What leads further goes out to the side, on the right if down and on the left if up, and
// along a lane to its stage; whatever leads to the same stage from the same side shares a lane, so that there are never
// more than two lanes a stage, and no label stands on a line.

// The measures of the drawing, in user units.
const (
	margin    = 16
	boxWidth  = 690
	padding   = 12
	iconWidth = 18
	toWidth   = 246 // of the column that says where a line leads
	groupEdge = 12  // by how much a group's frame is wider than its stages
	gap       = 30  // between boxes
	laneWidth = 14
)

// row is a line of a box, which may take several lines of text.
type row struct {
	kind   string // "act", "limit", "other"
	clause string
	text   [][]span
	leads  []leadRow
	y, h   int
}

// leadRow says where a row leads.
type leadRow struct {
	to     int
	byRule bool
	text   [][]span
	y      int
}

// box is a stage, a group's head, or what holds everywhere.
type box struct {
	stage int // -1: of no stage
	group bool
	name  string
	title [][]span
	days  string
	rows  []row
	y, h  int
	frame int // of a group: the bottom of its last stage
}

// lane is a line that leads along the side to a stage.
type lane struct {
	to     int // stage
	right  bool
	ports  []port
	column int
	y      int // where it leads in
}

// port is where a line goes out to a lane.
type port struct {
	y      int
	group  bool // from a group's frame
	byRule bool
}

// layout is a picture with everything in its place.
type layout struct {
	view   *View
	about  [][]span // what the picture is of
	clause int      // the width of the column of clauses
	boxes  []box
	next   map[int]bool // stages from which something leads to the next one
	lanes  []lane
	x      int // left edge of the boxes
	w, h   int
}

// place lays out a view. Every order in it is the view's, so the same view gives the same layout.
func place(v *View) *layout {
	l := &layout{view: v, next: map[int]bool{}, clause: clauseWidth(v)}
	for i := range v.Stages {
		for _, g := range v.Groups {
			if g.From == i {
				l.boxes = append(l.boxes, box{stage: -1, group: true, name: g.Name, rows: l.rows(&g.Inside, g.To)})
			}
		}
		st := &v.Stages[i]
		l.boxes = append(l.boxes, box{stage: i, name: l.shortName(i), days: st.Length.Words(), rows: l.rows(&st.Inside, i)})
	}
	if !v.Open.empty() {
		l.boxes = append(l.boxes, box{stage: -1, name: openName, rows: l.rows(&v.Open, len(v.Stages))})
	}
	l.titles()
	l.stack()
	l.route()
	return l
}

const openName = "in every stage but the final ones"

// startRoom is that of the dot before the first stage's name.
const startRoom = 20

// titles breaks what stands at the head of the picture and of each box.
func (l *layout) titles() {
	about := l.view.Book
	if l.view.Whole != "" {
		about = strings.TrimPrefix(about+"; the longest case: "+l.view.Whole, "; ")
	}
	l.about = append(wrap([]span{{l.view.Procedure, "title"}}, boxWidth), wrap([]span{{about, "small"}}, boxWidth)...)
	for i := range l.boxes {
		b := &l.boxes[i]
		b.title = wrap([]span{{b.name, "title"}}, boxWidth-2*padding-startRoom-padding-measure(b.aside(l.view), textSize, true))
	}
}

// aside is what stands beside a box's name: how long a stage can last, or that it is the end.
func (b *box) aside(v *View) string {
	if b.stage >= 0 && v.Stages[b.stage].Final {
		return "final"
	}
	return b.days
}

// shortName is that of a stage within the frame of its group.
func (l *layout) shortName(stage int) string {
	name := l.view.Stages[stage].Name
	for _, g := range l.view.Groups {
		if g.From <= stage && stage <= g.To {
			return strings.TrimPrefix(name, g.Name+" / ")
		}
	}
	return name
}

// clauseWidth is the width of the longest clause number.
func clauseWidth(v *View) int {
	w := 0
	each := func(in *Inside) {
		for _, a := range in.Acts {
			w = max(w, measure(a.Clause, textSize, false))
		}
		for _, x := range in.Limits {
			w = max(w, measure(x.Clause, textSize, false))
		}
		for _, o := range in.Others {
			w = max(w, measure(o.Clause, textSize, false))
		}
	}
	for i := range v.Stages {
		each(&v.Stages[i].Inside)
	}
	for i := range v.Groups {
		each(&v.Groups[i].Inside)
	}
	each(&v.Open)
	return w + padding
}

// rows are the lines of a box.
func (l *layout) rows(in *Inside, stage int) []row {
	var rows []row
	add := func(kind, clause string, text []span, leads []Lead, byRule bool) {
		r := row{kind: kind, clause: clause}
		width := boxWidth - 2*padding - l.clause - iconWidth
		if len(leads) > 0 {
			width -= toWidth + padding
		}
		r.text = wrap(text, width)
		for _, lead := range leads {
			r.leads = append(r.leads, leadRow{to: lead.To, byRule: byRule, text: wrap(l.leadWords(lead, stage), toWidth)})
		}
		rows = append(rows, r)
	}
	for i := range in.Acts {
		a := &in.Acts[i]
		add("act", a.Clause, a.spans(), a.Leads, false)
	}
	for i := range in.Limits {
		x := &in.Limits[i]
		add("limit", x.Clause, x.spans(), x.Leads, true)
	}
	for _, o := range in.Others {
		add("other", o.Clause, []span{{o.Name, "what"}, {o.why(), "who"}}, o.Leads, !o.Fact)
	}
	return rows
}

func (o *OtherView) why() string {
	switch {
	case o.Fact:
		return " if it happens"
	case o.Follows != "":
		return " follows " + o.Follows
	}
	return " by operation of the rules"
}

func (a *ActView) spans() []span {
	how := strings.Join(append([]string{" by " + a.Who}, a.How...), ", ")
	return []span{{a.Name, "what"}, {how, "who"}}
}

func (x *LimitView) spans() []span {
	list := []span{{x.What, "what"}, {" within ", "who"}, {x.Limit, "what"}}
	if x.Since != "" {
		list = append(list, span{" of " + x.Since, "who"})
	}
	if x.Otherwise == "" {
		return append(list, span{", otherwise nothing happens by itself", "who"})
	}
	return append(list, span{", otherwise ", "who"}, span{x.Otherwise, "what"})
}

// leadWords says where a line leads from a stage, and the arrow whether that is the next, further down or up.
func (l *layout) leadWords(lead Lead, stage int) []span {
	arrow := "→ "
	switch {
	case lead.To == stage+1:
		arrow = "↓ "
	case lead.To <= stage:
		arrow = "↑ "
	}
	list := []span{{arrow + l.view.Stages[lead.To].Name, "to"}}
	if len(lead.On) > 0 {
		list = append(list, span{" if " + strings.Join(lead.On, ", "), "who"})
	}
	return list
}

// headHeight is that of what stands above the first box: what the picture is of, and two lines of signs.
func (l *layout) headHeight() int { return (len(l.about)+2)*lineHeight + gap }

// stack puts the boxes below one another.
func (l *layout) stack() {
	y := margin + l.headHeight()
	for i := range l.boxes {
		b := &l.boxes[i]
		b.y = y
		inner := y + padding + len(b.title)*lineHeight + 4
		for j := range b.rows {
			b.rows[j].stand(inner)
			inner += b.rows[j].h
		}
		b.h = inner - y + padding/2
		y += b.h + gap
		if b.group {
			y = b.y + b.h
		}
		if b.stage >= 0 {
			y += l.closeGroups(b)
		}
	}
	l.h = y - gap + margin
}

// closeGroups ends the frames of the groups whose last stage a box is, and gives the room that takes.
func (l *layout) closeGroups(last *box) int {
	group := -1
	for _, g := range l.view.Groups {
		if g.To == last.stage {
			for i := range l.boxes {
				if l.boxes[i].group && l.boxes[i].name == g.Name && l.boxes[i].frame == 0 {
					group = i
				}
			}
		}
	}
	if group < 0 {
		return 0
	}
	l.boxes[group].frame = last.y + last.h + groupEdge
	return groupEdge
}

// stand puts a row and its leads at a height.
func (r *row) stand(y int) {
	r.y = y
	right := 0
	for i := range r.leads {
		r.leads[i].y = y + right*lineHeight
		right += len(r.leads[i].text)
	}
	r.h = max(len(r.text), right) * lineHeight
}

// route gives every line that leads elsewhere its lane.
func (l *layout) route() {
	for i := range l.boxes {
		b := &l.boxes[i]
		if b.stage < 0 && !b.group {
			continue
		}
		for j := range b.rows {
			for _, lead := range b.rows[j].leads {
				l.connect(b, lead)
			}
		}
	}
	right := l.columns(true)
	left := l.columns(false)
	l.x = margin + groupEdge + left*laneWidth + laneWidth
	l.w = l.x + boxWidth + groupEdge + right*laneWidth + laneWidth + margin
}

// connect adds a way to the lane of its stage.
func (l *layout) connect(b *box, lead leadRow) {
	if b.stage >= 0 && lead.to == b.stage+1 {
		l.next[b.stage] = true
		return
	}
	target := l.boxOf(lead.to)
	p := port{y: lead.y + lineHeight/2, group: b.group, byRule: lead.byRule}
	right := target.y > b.y
	i := slices.IndexFunc(l.lanes, func(o lane) bool { return o.to == lead.to && o.right == right })
	if i < 0 {
		i = len(l.lanes)
		l.lanes = append(l.lanes, lane{to: lead.to, right: right, y: target.y + padding + lineHeight/2})
	}
	l.lanes[i].ports = append(l.lanes[i].ports, p)
}

func (l *layout) boxOf(stage int) *box {
	return &l.boxes[slices.IndexFunc(l.boxes, func(b box) bool { return b.stage == stage })]
}

// span gives the highest and the lowest place of a lane.
func (n *lane) span() (top, bottom int) {
	top, bottom = n.y, n.y
	for _, p := range n.ports {
		top, bottom = min(top, p.y), max(bottom, p.y)
	}
	return top, bottom
}

// columns gives the lanes of a side their columns, the shortest the innermost, so that lanes that overlap in height stand
// in different ones. It says how many there are.
func (l *layout) columns(right bool) int {
	var side []*lane
	for i := range l.lanes {
		if l.lanes[i].right == right {
			side = append(side, &l.lanes[i])
		}
	}
	slices.SortStableFunc(side, func(a, b *lane) int {
		aTop, aBottom := a.span()
		bTop, bBottom := b.span()
		return cmp.Or(cmp.Compare(aBottom-aTop, bBottom-bTop), cmp.Compare(aTop, bTop))
	})
	most := 0
	for i, n := range side {
		for slices.ContainsFunc(side[:i], func(o *lane) bool { return o.column == n.column && o.meets(n) }) {
			n.column++
		}
		most = max(most, n.column+1)
	}
	return most
}

// meets says whether two lanes would touch in one column.
func (n *lane) meets(o *lane) bool {
	aTop, aBottom := n.span()
	bTop, bBottom := o.span()
	return aTop <= bBottom+laneWidth && bTop <= aBottom+laneWidth
}
