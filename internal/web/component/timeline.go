package component

import (
	"fmt"
	"slices"
	"unicode/utf8"

	"github.com/evenhand/evenhand/calendar"
)

// A Span lasts from its first day to its last.
type Span struct {
	Text     string
	From, To calendar.Date // To zero: still running today
	Kind     string        // "", "now", "good", "wait", "late", "side"
}

// A Moment is one day.
type Moment struct {
	Text string
	On   calendar.Date
	Kind string
	Note string
}

// A Lane is a row of a timeline.
type Lane struct {
	Name    string
	Spans   []Span
	Moments []Moment // in order
}

// A Timeline is drawn to scale: a day is as wide as any other. The same stands
// in a table beneath it.
type Timeline struct {
	Caption string
	Lanes   []Lane
	Today   calendar.Date // a line is drawn there
	// From and To are the ends of the scale; zero: as far as there is anything.
	From, To calendar.Date
}

func (Timeline) name() string { return "timeline" }

// A Mark is something drawn, in per cent of the width and pixels of height.
type Mark struct {
	X, Width string // per cent
	Y        int
	Text     string
	Label    string // as much of the text as is drawn
	Kind     string
	On       calendar.Date
	Minor    bool // left out where there is little room
	End      bool // the text ends here rather than begins
}

// Drawing is what the SVG of a timeline holds.
type Drawing struct {
	Height int
	Bottom int // where the lanes end
	Ticks  []Mark
	Names  []Mark
	Spans  []Mark
	Dots   []Mark
	Today  *Mark
}

const (
	laneHeight = 48
	headHeight = 26
	barTop     = 22 // below the name of the lane
)

// Bounds returns the ends of the scale.
func (t Timeline) Bounds() (from, to calendar.Date) {
	from, to = t.From, t.To
	include := func(d calendar.Date) {
		if d.IsZero() {
			return
		}
		if t.From.IsZero() && (from.IsZero() || d < from) {
			from = d
		}
		if t.To.IsZero() && d > to {
			to = d
		}
	}
	include(t.Today)
	for _, l := range t.Lanes {
		for _, s := range l.Spans {
			include(s.From)
			include(s.To)
		}
		for _, m := range l.Moments {
			include(m.On)
		}
	}
	return from, to
}

// Draw works out where everything stands.
func (t Timeline) Draw() Drawing {
	from, to := t.Bounds()
	s := scale{from, to}
	d := Drawing{Bottom: headHeight + laneHeight*len(t.Lanes)}
	d.Height = d.Bottom + 8
	d.Ticks = s.ticks()
	for i, lane := range t.Lanes {
		top := headHeight + laneHeight*i
		d.Names = append(d.Names, Mark{X: "0%", Y: top + 15, Text: lane.Name})
		for _, span := range lane.Spans {
			d.Spans = append(d.Spans, s.span(lane, span, t.Today, top+barTop))
		}
		d.Dots = append(d.Dots, s.dots(lane, top+barTop+9)...)
	}
	if !t.Today.IsZero() {
		d.Today = &Mark{X: s.middle(t.Today), End: 2*(t.Today.Sub(from)) > to.Sub(from)}
	}
	return d
}

// Widths that letters are guessed to take, to leave out what would not fit:
// of one letter, and of the whole drawing in a column of a wide screen and on a
// narrow one.
const (
	letterWidth = 7
	wideWidth   = 520
	narrowWidth = 260
)

// span draws one bar. Its text is written on it where there is room and no day
// is drawn over it.
func (s scale) span(lane Lane, span Span, today calendar.Date, y int) Mark {
	end := span.To
	if end.IsZero() {
		end = today
	}
	m := Mark{X: s.at(span.From), Width: s.width(span.From, end), Y: y, Text: span.Text, Kind: span.Kind}
	need, days := letterWidth*utf8.RuneCountInString(span.Text)+12, end.Sub(span.From)+1
	covered := slices.ContainsFunc(lane.Moments, func(m Moment) bool {
		return m.On >= span.From && (m.On.Sub(span.From)-1)*wideWidth/s.days() < need
	})
	if !covered && days*wideWidth/s.days() >= need {
		m.Label = span.Text
		m.Minor = days*narrowWidth/s.days() < need
	}
	return m
}

// dots draws the days of a lane. Their texts are written after them, or before
// them, where there is room beside the others; in a lane of bars they are not.
func (s scale) dots(lane Lane, y int) []Mark {
	var marks []Mark
	free := s.from // the day from which nothing is drawn yet
	for i, moment := range lane.Moments {
		m := Mark{X: s.middle(moment.On), Y: y, Text: moment.Text, Kind: moment.Kind}
		next := s.to
		if i+1 < len(lane.Moments) {
			next = lane.Moments[i+1].On
		}
		need := letterWidth*utf8.RuneCountInString(moment.Text) + 24
		after, before := next.Sub(moment.On), moment.On.Sub(free)
		free = moment.On
		if len(lane.Spans) == 0 && max(after, before)*wideWidth/s.days() >= need {
			m.Label = moment.Text
			m.End = after*wideWidth/s.days() < need
			if !m.End {
				free = moment.On.Add(need * s.days() / wideWidth)
			}
			m.Minor = min(after, before)*narrowWidth/s.days() < need
		}
		marks = append(marks, m)
	}
	return marks
}

// A scale turns days into per cent of the width.
type scale struct{ from, to calendar.Date }

func (s scale) days() int { return s.to.Sub(s.from) + 1 }

// percent writes part of whole with two decimals, in whole numbers throughout
// so that every machine draws the same.
func percent(part, whole int) string {
	if whole <= 0 {
		return "0%"
	}
	hundredths := part * 10000 / whole
	return fmt.Sprintf("%d.%02d%%", hundredths/100, hundredths%100)
}

func (s scale) at(d calendar.Date) string { return percent(max(0, d.Sub(s.from)), s.days()) }

func (s scale) middle(d calendar.Date) string {
	return percent(2*d.Sub(s.from)+1, 2*s.days())
}

func (s scale) width(from, to calendar.Date) string {
	return percent(max(1, to.Sub(from)+1), s.days())
}

// ticks returns the firsts of months, or of so many months apart that at most
// twelve stand on the scale; every second of them is minor.
func (s scale) ticks() []Mark {
	if s.from.IsZero() {
		return nil
	}
	year, month, _ := s.from.Civil()
	first, err := calendar.Of(year, month, 1)
	if err != nil {
		return nil
	}
	apart := 1
	for s.days() > 31*12*apart {
		apart++
	}
	var ticks []Mark
	for n := 0; ; n += apart {
		d, _ := first.AddMonths(n, calendar.RoundDown)
		if d > s.to {
			break
		}
		if d < s.from {
			continue
		}
		ticks = append(ticks, Mark{X: s.at(d), On: d, Minor: len(ticks)%3 != 0})
	}
	return ticks
}

// Rows returns the table that says the same as the drawing.
func (t Timeline) Rows() []TimelineRow {
	var rows []TimelineRow
	for _, l := range t.Lanes {
		for _, s := range l.Spans {
			rows = append(rows, TimelineRow{Lane: l.Name, Text: s.Text, From: s.From, To: s.To, Lasts: true})
		}
		for _, m := range l.Moments {
			rows = append(rows, TimelineRow{Lane: l.Name, Text: m.Text, From: m.On, Note: m.Note})
		}
	}
	return rows
}

// A TimelineRow is one line of the table under a timeline.
type TimelineRow struct {
	Lane, Text, Note string
	From, To         calendar.Date
	Lasts            bool
}
