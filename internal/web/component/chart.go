package component

import "strconv"

// A Bar is one number.
type Bar struct {
	Text   string
	Value  int
	Shown  string // instead of the number, such as "fewer than 10"
	Marked bool
	Kind   string
}

// A BarChart compares numbers: each bar in the table row that names it, so
// that the table is the chart.
type BarChart struct {
	Caption string
	Unit    string // heads the column of numbers
	What    string // heads the column of names
	Bars    []Bar
}

func (BarChart) name() string { return "bar-chart" }

// Width returns how long a bar is drawn.
func (c BarChart) Width(b Bar) string {
	most := 0
	for _, o := range c.Bars {
		most = max(most, o.Value)
	}
	return percent(b.Value, most)
}

// A Step is where a number changes.
type Step struct {
	Text  string // the day or month
	Value int
}

// A StepChart shows a number that stays until it changes. Steps are evenly
// apart.
type StepChart struct {
	Caption string
	Unit    string
	What    string
	Steps   []Step
}

func (StepChart) name() string { return "step-chart" }

const chartHeight = 160

// Most returns the end of the upright scale.
func (c StepChart) Most() int {
	most := 1
	for _, s := range c.Steps {
		most = max(most, s.Value)
	}
	step := 1
	for step*5 < most {
		switch strconv.Itoa(step)[0] {
		case '2':
			step = step / 2 * 5
		default:
			step *= 2
		}
	}
	return (most + step - 1) / step * step
}

// Columns returns the stretches of the line, each as wide as any other.
func (c StepChart) Columns() []Mark {
	var marks []Mark
	most := c.Most()
	for i, s := range c.Steps {
		marks = append(marks, Mark{
			X: percent(i, len(c.Steps)), Width: percent(1, len(c.Steps)),
			Y: chartHeight - s.Value*chartHeight/most, Text: s.Text, Minor: i%3 != 0,
		})
	}
	return marks
}

// Height returns how high the columns are drawn.
func (c StepChart) Height() int { return chartHeight }

// Below returns how far a mark stands above the ground.
func (c StepChart) Below(m Mark) int { return chartHeight - m.Y }
