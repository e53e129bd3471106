package check

import "testing"

func people(n, qualified int) []person {
	list := make([]person, n)
	for i := range qualified {
		list[i].statuses = []string{"lawyer"}
	}
	return list
}

func TestFillMatchesSeatsWithPeople(t *testing.T) {
	tests := []struct {
		name   string
		seats  []string
		people []person
		want   int
	}{
		{"enough", []string{"", "", ""}, people(3, 0), 3},
		{"one too few", []string{"", "", ""}, people(2, 0), 2},
		{"nobody", []string{"", ""}, nil, 0},
		{"the qualified one takes the qualified seat", []string{"", "lawyer"}, people(2, 1), 2},
		{"two qualified seats, one lawyer", []string{"lawyer", "lawyer", ""}, people(5, 1), 2},
		{"nothing is known of who is qualified", []string{"lawyer", ""}, people(2, 0), 2},
		{"two statuses in one person", []string{"lawyer", "chair"}, []person{{[]string{"lawyer", "chair"}}, {[]string{"chair"}}}, 2},
		{"a seat is given up for another", []string{"lawyer", "chair"}, []person{{[]string{"chair", "lawyer"}}, {[]string{"lawyer"}}}, 2},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := fill(tt.seats, tt.people, statusesOf(tt.people)); got != tt.want {
				t.Errorf("fill = %d, want %d", got, tt.want)
			}
		})
	}
}

func TestTheBarredAreTakenWhereItHurts(t *testing.T) {
	left := remaining(people(5, 2), 3)
	if len(left) != 2 || len(left[0].statuses)+len(left[1].statuses) > 0 {
		t.Errorf("remaining = %v, want two without a status", left)
	}
	if left := remaining(people(2, 0), 5); len(left) != 0 {
		t.Errorf("remaining = %v, want nobody", left)
	}
}
