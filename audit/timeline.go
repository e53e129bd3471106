package audit

import (
	"cmp"
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/evenhand/evenhand/calendar"
)

// The measures of a drawing, in its own units.
const (
	drawingWidth = 960
	labelWidth   = 220 // left of the days, for what a row is about
	rowHeight    = 22
	barHeight    = 14
	axisHeight   = 28
	numberHeight = 12 // above the events, for their numbers
	letterWidth  = 7  // about what a letter takes
	longestLabel = 34 // letters beside a row
	mostRows     = 60 // of limits; the rest stands in the table only
)

// timeline is a course drawn to scale: every row is about one thing, and a day has the same width everywhere.
type timeline struct {
	Width, Height, Left, Right int
	Ticks                      []tick
	Rows                       []row
	Marks                      []mark // breaches
	Title, Desc                string
	NotDrawn                   int // limits
	bottom                     int
	from, to                   date
}

// tick is a line of the scale.
type tick struct {
	X      int
	Label  string
	Bottom int
}

// row is a line of the drawing.
type row struct {
	Label    string
	Y, TextY int
	Bars     []bar
	Points   []point
	Numbers  []number
	name     string
	end      date // of its last bar
}

// Top and Height are those of the band behind every other row, which leads the eye.
func (r row) Top() int    { return r.Y - 4 }
func (r row) Height() int { return rowHeight }

// number is what is written at events: theirs, or those of a throng.
type number struct {
	X, Y     int
	Text     string
	from, to int // of the points
}

// bar is days during which something lasted.
type bar struct {
	X, Y, W, H int
	Class      string
	Title      string
	Label      string // written in the bar, if there is room
	LastX      int    // of a limit: its last day; 0: none
}

// Bottom, TextX and TextY are where the strokes and words of a bar go.
func (b bar) Bottom() int { return b.Y + b.H }
func (b bar) TextX() int  { return b.X + 3 }
func (b bar) TextY() int  { return b.Y + b.H - 3 }

// point is an event.
type point struct {
	X, Y   int
	Class  string
	Title  string
	Number int
}

// mark is a breach on the day on which it became one.
type mark struct {
	X, Y, Bottom int
	Title        string
	Numbers      string // of the findings
	Anchor       string // on which side of the cross they are written
}

// A, B, C and D are the ends of the cross of a mark; its number stands beside it, below the rows.
func (m mark) A() int     { return m.X - 4 }
func (m mark) B() int     { return m.X + 4 }
func (m mark) C() int     { return m.Bottom + 2 }
func (m mark) D() int     { return m.Bottom + 10 }
func (m mark) TextX() int { return m.X }
func (m mark) TextY() int { return m.Bottom + 22 }

// days is from when to when a course is drawn.
func (c *course) days() span {
	s := span{c.from, c.to}
	for _, l := range c.limits {
		if l.last < c.to.Add(366) { // a far last day would leave no room for what happened
			s.hi = max(s.hi, l.last)
		}
	}
	s.lo = max(s.lo, s.hi.Add(-366*60)) // for an end that is not known
	s.hi = max(s.hi, s.lo.Add(1))
	return s
}

// draw lays a course out over some days.
func (c *course) draw(over span) timeline {
	t := timeline{Width: drawingWidth, Left: labelWidth, Right: drawingWidth - 50, from: over.lo, to: over.hi}
	y := axisHeight
	t.stageRow(c, &y)
	t.eventRow(c, &y)
	t.stretchRows(c.measures, "measure", &y)
	t.stretchRows(c.pauses, "pause", &y)
	t.limitRows(c, &y)
	t.bottom, t.Height = y, y+26
	t.scale()
	t.breaches(c)
	t.Title = fmt.Sprintf("Timeline of matter %s, %v to %v", c.name(), c.from, c.to)
	t.Desc = fmt.Sprintf("%s, %s, %s and %s, to scale. The tables below say the same.",
		counted(len(c.stages), "stage", "stages"), counted(len(c.events), "event", "events"), counted(len(c.limits), "limit", "limits"), counted(len(t.Marks), "breach", "breaches"))
	return t
}

func (c *course) name() string {
	if c.matter == "" {
		return "without a name"
	}
	return c.matter
}

// x is where a day begins.
func (t *timeline) x(d date) int {
	d = min(max(d, t.from), t.to)
	return t.Left + d.Sub(t.from)*(t.Right-t.Left)/t.to.Sub(t.from)
}

func (t *timeline) newRow(label string, y *int) *row {
	short := label
	if r := []rune(label); len(r) > longestLabel {
		short = string(r[:longestLabel-1]) + "…"
	}
	t.Rows = append(t.Rows, row{Label: short, Y: *y, TextY: *y + barHeight - 2, name: label})
	*y += rowHeight
	return &t.Rows[len(t.Rows)-1]
}

// freeRow is the row of a name on which nothing lasts any more by a day; a new one if there is none.
func (t *timeline) freeRow(name string, from date, y *int) *row {
	for i := range t.Rows {
		if r := &t.Rows[i]; r.name == name && r.end <= from {
			return r
		}
	}
	return t.newRow(name, y)
}

func (t *timeline) bar(r *row, class, title, label string, from, to date) {
	if to == 0 {
		to = t.to
	}
	b := bar{X: t.x(from), Y: r.Y, H: barHeight, Class: class, Title: title}
	b.W = max(t.x(to)-b.X, 2)
	if b.W > letterWidth*len(label) {
		b.Label = label
	}
	r.end = max(r.end, to)
	r.Bars = append(r.Bars, b)
}

func (t *timeline) stageRow(c *course, y *int) {
	r := t.newRow("stage", y)
	for i, s := range c.stages {
		t.bar(r, []string{"stage", "stage other"}[i%2], s.String(), s.name, s.from, s.to)
	}
}

// String says what lasted, from when to when.
func (s *stretch) String() string {
	if s.to == 0 {
		return fmt.Sprintf("%s from %v", s.name, s.from)
	}
	return fmt.Sprintf("%s from %v to %v, %s", s.name, s.from, s.to, days(s.to.Sub(s.from)))
}

func (t *timeline) eventRow(c *course, y *int) {
	*y += numberHeight
	r := t.newRow("events", y)
	defer r.number()
	for i, h := range c.events {
		p := point{X: t.x(h.on.lo), Y: r.Y + barHeight/2, Class: "event", Number: i + 1, Title: h.on.String() + " " + h.event}
		switch {
		case h.undone:
			p.Class = "event undone"
		case h.byRule:
			p.Class = "event rule"
		case !h.on.exact():
			t.bar(r, "unsure", p.Title, "", h.on.lo, h.on.hi.Add(1))
		}
		r.Points = append(r.Points, p)
	}
}

// number writes the numbers of the events above them: where they throng, from which to which.
func (r *row) number() {
	for i := range r.Points {
		p := &r.Points[i]
		n := number{X: p.X, Y: p.Y - 8, Text: grouped(p.Number), from: i, to: i}
		for len(r.Numbers) > 0 && n.touches(&r.Numbers[len(r.Numbers)-1]) {
			n = r.throng(r.Numbers[len(r.Numbers)-1].from, i)
			r.Numbers = r.Numbers[:len(r.Numbers)-1]
		}
		r.Numbers = append(r.Numbers, n)
	}
}

// throng is the number of several events.
func (r *row) throng(from, to int) number {
	first, last := &r.Points[from], &r.Points[to]
	return number{X: (first.X + last.X) / 2, Y: first.Y - 8, Text: grouped(first.Number) + "–" + grouped(last.Number), from: from, to: to}
}

// touches says whether a number would be written into another, which stands to its left.
func (n *number) touches(o *number) bool {
	const digit = 6
	half := func(s string) int { return digit * utf8.RuneCountInString(s) / 2 }
	return n.X-half(n.Text)-3 < o.X+half(o.Text)
}

func (t *timeline) stretchRows(list []stretch, class string, y *int) {
	for _, s := range list {
		to := s.to
		if to == 0 {
			to = t.to
		}
		t.bar(t.freeRow(s.name, s.from, y), class, s.String(), days(to.Sub(s.from)), s.from, s.to)
	}
}

func (t *timeline) limitRows(c *course, y *int) {
	before := len(t.Rows)
	for i := range c.limits {
		if len(t.Rows)-before == mostRows {
			t.NotDrawn = len(c.limits) - i
			return
		}
		l := &c.limits[i]
		r := t.freeRow(l.clause+" "+l.name, l.from, y)
		end := l.last
		if l.how == limitMet || l.how == limitLeft {
			end = min(l.ended, l.last)
		}
		t.bar(r, "limit "+l.how.String(), l.String(), l.how.String(), l.from, max(end, l.from))
		r.end = max(r.end, l.last)
		if l.last <= t.to {
			r.Bars[len(r.Bars)-1].LastX = t.x(l.last)
		}
	}
}

// String says of a limit from when it ran, when its last day was, and how it ended.
func (l *limitRun) String() string {
	s := fmt.Sprintf("%s: %s from %v, last day %v", l.name, l.limit, l.from, l.last)
	switch l.how {
	case limitMet:
		return s + fmt.Sprintf(", met on %v", l.ended)
	case limitLeft:
		return s + fmt.Sprintf(", no longer ran from %v", l.ended)
	case limitPassed:
		return s + ", passed"
	}
	return s
}

// scale draws the beginnings of years, quarters or months, whichever leaves room to write them.
func (t *timeline) scale() {
	span := t.to.Sub(t.from)
	step := 1
	for step < 12*200 && span/(30*step) > 10 {
		step = nextStep(step)
	}
	year, month, _ := t.from.Civil()
	for at := 12*year + month - 1; ; at++ {
		if at%step != 0 {
			continue
		}
		d, err := calendar.Of(at/12, at%12+1, 1)
		if err != nil || d > t.to {
			return
		}
		if d < t.from {
			continue
		}
		label := d.String()[:7]
		if step%12 == 0 {
			label = label[:4]
		}
		t.Ticks = append(t.Ticks, tick{t.x(d), label, t.bottom})
	}
}

// nextStep goes through 1, 3, 6 and 12 months, and doubles from there.
func nextStep(months int) int {
	switch months {
	case 1:
		return 3
	case 3, 6:
		return 2 * months
	}
	return 2 * months
}

// breaches marks the days on which norms were broken, each day once.
func (t *timeline) breaches(c *course) {
	for i, f := range c.findings {
		if f.Verdict != Broken {
			continue
		}
		day, err := calendar.ParseWhen(f.drawnOn())
		if err != nil {
			continue
		}
		title := f.when() + " broken: " + citation(f.Clause, f.Norm) + ": " + f.Message
		x := t.x(spanOf(day).lo)
		if k := slices.IndexFunc(t.Marks, func(m mark) bool { return m.X == x }); k >= 0 {
			t.Marks[k].Title += "; " + title
			t.Marks[k].Numbers += ", " + grouped(i+1)
			continue
		}
		m := mark{X: x, Y: axisHeight - 4, Bottom: t.bottom, Numbers: grouped(i + 1), Title: title, Anchor: "start"}
		if x > t.Right-100 {
			m.Anchor = "end"
		}
		t.Marks = append(t.Marks, m)
	}
	slices.SortStableFunc(t.Marks, func(a, b mark) int { return cmp.Compare(a.X, b.X) })
	for i := len(t.Marks) - 1; i > 0; i-- { // numbers that would stand on one another become one text
		a, b := &t.Marks[i-1], &t.Marks[i]
		if b.Numbers != "" && b.X-a.X < letterWidth*(len(a.Numbers)+1) {
			a.Numbers, b.Numbers = a.Numbers+", "+b.Numbers, ""
		}
	}
}

// drawnOn is the day on which a finding is drawn.
func (v *VerdictReport) drawnOn() string {
	if v.Date != nil {
		return *v.Date
	}
	if v.Due != nil {
		return *v.Due
	}
	return ""
}
