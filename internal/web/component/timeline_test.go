package component

import (
	"strings"
	"testing"

	"github.com/evenhand/evenhand/calendar"
)

func day(s string) calendar.Date { return calendar.MustDate(s) }

// A hundred days, so that a day is one per cent of the width.
func hundredDays() Timeline {
	return Timeline{From: day("2026-01-01"), To: day("2026-04-10"), Today: day("2026-02-20")}
}

func TestTimelineIsToScale(t *testing.T) {
	tl := hundredDays()
	tl.Lanes = []Lane{{Name: "a", Spans: []Span{
		{Text: "ten days", From: day("2026-01-11"), To: day("2026-01-20")},
		{Text: "one day", From: day("2026-01-01"), To: day("2026-01-01")},
		{Text: "still running", From: day("2026-02-11")},
	}, Moments: []Moment{{Text: "first", On: day("2026-01-01")}}}}
	d := tl.Draw()
	want := []struct{ x, width string }{{"10.00%", "10.00%"}, {"0.00%", "1.00%"}, {"41.00%", "10.00%"}}
	for i, w := range want {
		if got := d.Spans[i]; got.X != w.x || got.Width != w.width {
			t.Errorf("%s stands at %s, %s wide; want %s, %s", got.Text, got.X, got.Width, w.x, w.width)
		}
	}
	if d.Dots[0].X != "0.50%" || d.Today.X != "50.50%" {
		t.Errorf("the first day at %s and today at %s, want the middles 0.50%% and 50.50%%", d.Dots[0].X, d.Today.X)
	}
}

func TestTimelineFindsItsEnds(t *testing.T) {
	tl := Timeline{Today: day("2026-03-01"), Lanes: []Lane{{
		Spans:   []Span{{From: day("2026-02-01"), To: day("2026-05-05")}},
		Moments: []Moment{{On: day("2026-01-05")}},
	}}}
	if from, to := tl.Bounds(); from != day("2026-01-05") || to != day("2026-05-05") {
		t.Errorf("from %v to %v", from, to)
	}
	if d := new(Timeline).Draw(); len(d.Ticks) != 0 || d.Today != nil {
		t.Errorf("an empty timeline draws %+v", d)
	}
}

func TestTimelineHasFewTicks(t *testing.T) {
	tl := Timeline{From: day("2016-01-15"), To: day("2026-01-15")}
	ticks := tl.Draw().Ticks
	if len(ticks) < 8 || len(ticks) > 13 {
		t.Errorf("ten years have %d ticks", len(ticks))
	}
}

// Everything drawn is said in the table too.
func TestTimelineHasATwin(t *testing.T) {
	tl := hundredDays()
	tl.Lanes = []Lane{{Name: "a", Spans: []Span{{Text: "x", From: tl.From, To: tl.To}}}, {Name: "b", Moments: []Moment{{Text: "y", On: tl.To, Note: "z"}}}}
	d := tl.Draw()
	if rows := tl.Rows(); len(rows) != len(d.Spans)+len(d.Dots) || rows[1].Note != "z" {
		t.Errorf("rows %+v for %d marks", rows, len(d.Spans)+len(d.Dots))
	}
}

func TestLabelsKeepApart(t *testing.T) {
	tl := hundredDays()
	tl.Lanes = []Lane{{Moments: []Moment{
		{Text: "roomy", On: day("2026-01-01")},
		{Text: strings.Repeat("crowded ", 9), On: day("2026-02-01")},
		{Text: "at the end", On: day("2026-04-09")},
	}}}
	dots := tl.Draw().Dots
	if dots[0].Label == "" || dots[0].End || dots[1].Label != "" || dots[2].Label == "" || !dots[2].End {
		t.Errorf("labels %+v", dots)
	}
}

func TestClock(t *testing.T) {
	c := Clock{From: day("2026-10-03"), Due: day("2026-11-02")}
	tests := []struct {
		name  string
		today string
		left  int
		gone  int
		tone  string
	}{
		{"first day", "2026-10-03", 30, 0, "calm"},
		{"four days left, nearly all gone", "2026-10-29", 4, 86, "calm"},
		{"three days left", "2026-10-30", 3, 90, "soon"},
		{"last day", "2026-11-02", 0, 100, "soon"},
		{"day after", "2026-11-03", -1, 100, "late"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			c.Today = day(tt.today)
			if c.Left() != tt.left || c.Gone() != tt.gone || c.Tone() != tt.tone {
				t.Errorf("left %d, gone %d, %s; want %d, %d, %s", c.Left(), c.Gone(), c.Tone(), tt.left, tt.gone, tt.tone)
			}
		})
	}
}

func TestStepChartScale(t *testing.T) {
	for value, want := range map[int]int{0: 1, 1: 1, 7: 8, 19: 20, 38: 40, 101: 150, 400: 400, 1204: 1500} {
		c := StepChart{Steps: []Step{{Value: value}}}
		if got := c.Most(); got != want {
			t.Errorf("a scale for %d ends at %d, want %d", value, got, want)
		}
	}
}

func TestBarsAreToScale(t *testing.T) {
	c := BarChart{Bars: []Bar{{Value: 50}, {Value: 25}, {Value: 0}}}
	for i, want := range []string{"100.00%", "50.00%", "0.00%"} {
		if got := c.Width(c.Bars[i]); got != want {
			t.Errorf("bar %d is %s wide, want %s", i, got, want)
		}
	}
	if got := (BarChart{}).Width(Bar{}); got != "0%" {
		t.Errorf("without numbers a bar is %s wide", got)
	}
}

func TestDecodeRefusesWhatNoComponentHas(t *testing.T) {
	for name, text := range map[string]string{"tag": `{"Colour":"red"}`, "teapot": `{}`} {
		if p, err := Decode(name, []byte(text)); err == nil {
			t.Errorf("Decode(%s, %s) = %v", name, text, p)
		}
	}
}
